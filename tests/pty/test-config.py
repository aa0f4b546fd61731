"""What the person has set: read, told, checked, edited, and in force on the screen."""

import os
import re
import stat

from tap import equal, run, test, true
from terminal import ENTER
from unlike import CONFIG, DATAERR, OK, USAGE, Home, Server, Signed

NOT_READ = 1


def setting(home, text, mode=0o600):
	os.makedirs(home.file("config", "unlike", "themes"), mode=0o700, exist_ok=True)
	return home.write("config/unlike/config", text, mode)


@test()
def without_a_file_everything_is_as_it_comes_and_nothing_is_written():
	with Home() as home:
		path = home.fine("config", "path").strip()
		equal(path, home.file("config", "unlike", "config"))
		shown = home.fine("config", "show")
		true("theme = default                  ; as it comes" in shown, shown)
		true("take-back = x                    ; as it comes" in shown, shown)
		equal(home.run("config", "check").returncode, OK)
		equal(home.everything(), [])


@test()
def what_is_shown_is_what_is_in_force_and_from_where():
	with Home() as home:
		setting(home, "[screen]\ntheme = dark\n[acting]\nundo = 1 min\n[keys]\nundo = z\n")
		shown = home.fine("config", "show", "--theme", "mono")
		true(re.search(r"^theme = mono +; option$", shown, re.MULTILINE), shown)
		true(re.search(r"^undo = 1 min +; file, line 4$", shown, re.MULTILINE), shown)
		true(re.search(r"^undo = z +; file, line 6$", shown, re.MULTILINE), shown)
		equal(home.fine("config", "show", "screen.theme"), "dark\n")
		equal(home.fine("config", "show", "keys.undo"), "z\n")
		for wrong in ("theme", "screen.", "screen.undo", "keys.nothing"):
			equal(home.run("config", "show", wrong).returncode, USAGE, wrong)


@test()
def every_bad_line_is_told_by_check_and_counted_once_by_the_others():
	with Home() as home:
		path = setting(home, "[screen]\nthem = dark\nascii = \x1b[31mno\n[keys]\nundo = x\n")
		done = home.run("config", "check")
		equal(done.returncode, CONFIG)
		lines = done.stdout.splitlines()
		equal(len(lines), 3, done.stdout)
		equal(lines[0], f"{path}:2: [screen] has no 'them'; did you mean 'theme'?")
		true(lines[1].startswith(f"{path}:3: ascii is '"), lines[1])
		true(lines[1].endswith("allowed is auto, on or off"), lines[1])
		true("\x1b" not in done.stdout, "a control byte of the file went to the terminal")
		true("both keep the keys that they come with" in lines[2], lines[2])
		done = home.run("accounts")
		equal(done.returncode, OK)
		equal(done.stderr.count("config check"), 1, done.stderr)
		equal(home.run("accounts", "--quiet").stderr, "")
		true("3 lines are not understood" in home.run("doctor").stdout, "the doctor is silent")


@test()
def hostile_files_leave_everything_as_it_comes():
	def folder(path):
		os.mkdir(path)

	def fifo(path):
		os.mkfifo(path)

	def loop(path):
		os.symlink(path, path)

	def open_to_all(path):
		with open(path, "w", encoding="utf-8") as file:
			file.write("[acting]\nundo = 1 h\n")
		os.chmod(path, 0o666)

	for make in (folder, fifo, loop, open_to_all):
		with Home() as home:
			os.mkdir(home.file("config", "unlike"))
			make(home.file("config", "unlike", "config"))
			done = home.run("config", "check")
			equal(done.returncode, CONFIG, make.__name__)
			equal(len(done.stdout.splitlines()), 1, done.stdout)
			equal(home.fine("config", "show", "acting.undo"), "10 s\n")
			equal(home.run("accounts").returncode, OK)


@test()
def an_editor_gets_a_file_with_everything_in_it_and_it_is_checked_afterwards():
	with Home() as home:
		home.env["VISUAL"] = ("sed -i -e 's/^;ascii = auto/ascii = perhaps/' "
				"-e \"s/;motion = on/motion = off/\"")
		with home.terminal("config", "edit", cols=200) as terminal:
			terminal.wait_for("allowed is auto, on or off")
			equal(terminal.wait_end(), CONFIG)
		path = home.file("config", "unlike", "config")
		equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
		equal(home.fine("config", "show", "screen.motion"), "off\n")
		home.env["VISUAL"] = "no-such-editor"
		with home.terminal("config", "edit", cols=200) as terminal:
			terminal.wait_for("set VISUAL or EDITOR")
			equal(terminal.wait_end(), DATAERR)
		equal(home.run("config", "edit").returncode, USAGE, "without a terminal")


@test()
def keys_columns_and_the_window_are_in_force_on_the_screen():
	with Server(scale=60) as server, Signed(server) as home:
		setting(home, "[screen]\ncolumns = count\nascii = on\n[acting]\nundo = 5 min\n"
				"[keys]\ntake-back = d\nquit = Q\nnonsense = 1\n")
		title = server.first(1)[0]["title"]
		with home.terminal() as terminal:
			terminal.wait_for(title[:8])
			terminal.wait_for("1 line of the configuration")
			text = terminal.text()
			true("\u2665" not in text, "there is a heart in ASCII")
			true(re.search(r"\d{4}-\d\d-\d\d", text) is None, "there is a date")
			true(" d take back" in text, text)
			terminal.keys("x")
			terminal.keys("d")
			terminal.wait_for("keep holding d")
			terminal.keys(ENTER)
			terminal.wait_for(r"undo [45]:\d\d|undo 300 s|undo 2\d\d s|undo 4 min|undo 5 min")
			terminal.keys("Q")
			terminal.wait_for("Enter sends")
			terminal.keys("k")
			equal(terminal.wait_end(), 0)
		equal(home.states(), ["pending"])


@test()
def the_default_account_is_the_one_that_was_set():
	with Server() as server, Signed(server) as home:
		path = home.write("token2", server.user("other") + "\n")
		home.fine("login", "likesd", server.url(), "--secret-file", path, "--name", "second")
		first = home.fine("accounts").splitlines()
		true(first[0].startswith("*") and not first[1].startswith("*"), str(first))
		setting(home, "[accounts]\ndefault = second\n")
		second = home.fine("accounts").splitlines()
		true(not second[0].startswith("*") and second[1].startswith("*"), str(second))
		setting(home, "[accounts]\ndefault = nobody\n")
		done = home.run("list")
		equal(done.returncode, DATAERR)
		true("nobody" in done.stderr, done.stderr)


@test()
def the_language_that_was_set_goes_before_the_environment_and_lang_before_both():
	with Home() as home:
		setting(home, "[screen]\nlanguage = zh\n")
		true("选项" in home.fine("list", "--help"), "the help")
		true("Options" in home.fine("list", "--help", "--lang", "en"), "the help")
		home.env["LANGUAGE"] = "zh_CN"
		setting(home, "[screen]\nlanguage = en\n")
		true("Options" in home.fine("list", "--help"), "the help")
		setting(home, "[screen]\nlanguage = auto\n")
		true("选项" in home.fine("list", "--help"), "the help")


@test()
def what_is_wrong_with_the_configuration_and_a_theme_is_told_in_chinese():
	with Home() as home:
		path = setting(home, "[screen]\nascii = no\ntheme = mine\nlanguage = zh\n")
		home.write("config/unlike/themes/mine.theme", "texd = red\ntext = #808080 on #ffffff\n")
		for arguments in ((), ("--lang", "zh_CN")):
			done = home.run("config", "check", *arguments)
			equal(done.returncode, CONFIG)
			equal(done.stdout.splitlines()[0], f"{path}:2: ascii 写的是“no”；可以写 auto、on、off")
			true("mine.theme:1: 没有“texd”这个部分；您是想写“text”吗？" in done.stdout, done.stdout)
			equal(done.stderr, "有 2 行无法识别；其余有效。\n")
			done = home.run("theme", "check", "mine", *arguments)
			equal(done.returncode, NOT_READ)
			true("mine：text 与底色的对比度为 3.95；需要 7\n" in done.stdout, done.stdout)
			true("对比度最低为" in done.stderr, done.stderr)
		done = home.run("config", "check", "--lang", "en")
		true("allowed is auto, on or off" in done.stdout, done.stdout)
		true("终端自己的颜色。" in home.fine("theme", "list"), "the list")


@test()
def a_wrong_command_line_is_told_in_the_language_that_it_names():
	with Home() as home:
		for arguments in (("--lang", "zh_CN", "cancel"), ("cancel", "--lang=zh_CN"),
				("--lang", "zh_CN", "thme"), ("theme", "--nothing", "--lang", "zh_CN")):
			done = home.run(*arguments)
			equal(done.returncode, USAGE)
			true(re.search("[\u4e00-\u9fff]", done.stderr), done.stderr)
			true("tells what there is" not in done.stderr, done.stderr)
		home.env["LANGUAGE"] = "zh_CN"
		done = home.run("cancel", "--lang", "en")
		true("'unlike --help' tells what there is." in done.stderr, done.stderr)
		done = home.run("cancel", "--", "--lang", "en")
		true("tells what there is" not in done.stderr, done.stderr)


@test()
def themes_are_listed_shown_and_checked():
	with Home() as home:
		setting(home, "[screen]\ntheme = mine\n")
		home.write("config/unlike/themes/mine.theme", "about = Mine.\ntext = #808080 on #ffffff\n")
		listed = home.fine("theme", "list")
		equal(len(listed.splitlines()), 7)
		true("* mine           Mine. (yours)\n" in listed, listed)
		done = home.run("theme", "check")
		equal(done.returncode, NOT_READ)
		true("mine: text has a contrast of 3.95 to its ground; 7 is needed" in done.stdout, done.stdout)
		for name in ("default", "light", "dark", "high-contrast", "mono", "care"):
			equal(home.fine("theme", "check", name), "", name)
		path = home.write("bad.theme", "texd = red\n")
		done = home.run("theme", "check", path)
		equal(done.returncode, NOT_READ)
		equal(done.stdout, f"{path}:1: there is no role 'texd'; did you mean 'text'?\n")
		true(home.fine("theme", "show", "light").startswith("text      = #1c1c1c on #ffffff\n"), "show")
		equal(home.run("theme", "check", "none").returncode, DATAERR)
		equal(home.run("theme", "paint").returncode, USAGE)
		equal(home.run("--theme", "none").returncode, USAGE)


@test()
def the_configuration_is_changed_from_the_screen_and_in_force_when_it_comes_back():
	with Server() as server, Signed(server) as home:
		home.env["VISUAL"] = "sed -i -e 's/^;ascii = auto/ascii = on/' -e 's/^;quit = q/quit = Q/' " \
				"-e 's/^;motion = on/motion = perhaps/' -e 's/^;language = auto/language = zh/'"
		with home.terminal() as terminal:
			terminal.wait_for("help")
			true("\u2665" in terminal.text(), terminal.text())
			terminal.keys(":config\r")
			terminal.wait_for("Q 退出")
			true("\u2665" not in terminal.text(), terminal.text())
			true("配置文件有 1 行无法识别" in terminal.text(), terminal.text())
			home.env["VISUAL"] = "gone"
			terminal.keys("q")
			terminal.keys("Q")
			equal(terminal.wait_end(), 0)
			terminal.check_given_back("left")
		with home.terminal("--lang", "en") as terminal:
			terminal.wait_for("Q quit")
			terminal.keys(":config\r")
			terminal.wait_for("there is no editor 'gone'")
			true("1 Likes" in terminal.text(), terminal.text())
			terminal.keys("Q")
			equal(terminal.wait_end(), 0)
			terminal.check_given_back("left")


@test()
def the_theme_is_switched_at_once_on_the_screen():
	with Server() as server, Signed(server) as home:
		home.env["COLORTERM"] = "truecolor"
		setting(home, "")
		home.write("config/unlike/themes/mine.theme", "texd = red\ntext = #010203 on #fefdfc\n")
		with home.terminal("--theme", "light") as terminal:
			terminal.wait_for("help")
			for line, said, ground in (("theme dark", "The theme is dark now", b"48;2;18;18;18m"),
					("theme mine", "'unlike theme check mine' tells", b"48;2;254;253;252m"),
					("theme light", "The theme is light now", b"48;2;255;255;255m")):
				seen = len(terminal.output)
				terminal.keys(f":{line}\r")
				terminal.wait_for(said)
				drawn = bytes(terminal.output[seen:])
				true(ground in drawn, f"{line}: {drawn!r}")
				rows = terminal.text().splitlines()
				true(any("\u2665" in row for row in rows), "the list is gone")
			terminal.keys(":theme neon\r")
			terminal.wait_for("there is no theme 'neon'; there are: default, light,")
			terminal.keys(":theme\r")
			terminal.wait_for("The theme is dark now")
			terminal.keys("q")
			equal(terminal.wait_end(), 0)
		equal(home.fine("config", "show", "screen.theme"), "default\n", "it is not written down")


@test()
def a_theme_is_drawn_with_the_colours_that_the_terminal_has():
	for environment, colour in (({}, b"48;5;231m"), ({"COLORTERM": "truecolor"}, b"48;2;255;255;255m"),
			({"TERM": "xterm"}, b"47m"), ({"NO_COLOR": "1"}, None)):
		with Server() as server, Signed(server) as home:
			home.env.update(environment)
			with home.terminal("--theme", "light") as terminal:
				terminal.wait_for("help")
				raw = bytes(terminal.output)
				terminal.keys("q")
				equal(terminal.wait_end(), 0)
			if colour is None:
				true(re.search(rb"\x1b\[[0-9;]*[34][0-7][;m]", raw) is None, "there are colours")
			else:
				true(colour in raw, f"{environment}: {raw[:400]!r}")


run()
