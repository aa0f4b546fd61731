"""The man pages against the programs: the same commands, the same options; and mandoc's own lint."""

import os
import re
import shutil
import subprocess

import tap
import tree

MAN = tree.ROOT / "man"
PROGRAMS = {"unlike.1": os.environ["UNLIKE"], "likesd.8": os.environ["LIKESD"]}


def program_options(path):
	"""Each as --help has it: letter, name, word."""
	text = subprocess.run([path, "--help"], capture_output=True, text=True, check=True).stdout
	found = set()
	for line in text.splitlines():
		match = re.match(r"  (?:-(\w), |    )--([\w-]+)(?: ([A-Z][\w:|x]*))?(?:  |$)", line)
		if match:
			found.add((match.group(1), match.group(2), match.group(3)))
	return found


def page_options(text):
	found = set()
	for letter, name, word in re.findall(
			r"^\.It (?:Fl (\w) , )?Fl -([\w-]+)(?: Ar (\S+))?$", text, re.MULTILINE):
		found.add((letter or None, name, word or None))
	return found


def program_commands(path):
	text = subprocess.run([path, "--help"], capture_output=True, text=True, check=True).stdout
	return set(re.findall(r"^  unlike ([\w-]+)", text, re.MULTILINE))


def page_commands(text):
	return set(re.findall(r"^\.It Nm unlike Cm ([\w-]+)", text, re.MULTILINE))


# How the sections are called in the other languages; mandoc wants NAME and SYNOPSIS as they are.
SECTIONS = {"zh_CN": {
	"DESCRIPTION": "说明", "COMMANDS": "命令", "OPTIONS": "选项", "STATES": "状态",
	"ENVIRONMENT": "环境变量", "FILES": "文件", "EXIT STATUS": "退出状态", "EXAMPLES": "示例",
	"SEE ALSO": "另见", "CAVEATS": "注意", "AS A SERVICE": "作为服务运行",
	"The state folder": "状态目录", "The data folder": "数据目录",
	"The configuration folder": "配置目录", "Format of accounts": "accounts 的格式",
	"Format of config": "config 的格式", "Format of a theme": "主题的格式",
	"What may be deleted": "哪些可以删除",
}}


def page_sections(text, names=None):
	"""Sections and those within them in their order; `names`: of the other language."""
	found = re.findall(r"^\.(S[hs]) (.*)$", text, re.MULTILINE)
	return [(kind, (names or {}).get(title, title)) for kind, title in found]


def page_items(text):
	"""What a list explains, but for words of the language: files, settings, variables, codes."""
	found = []
	for item in re.findall(r"^\.It (.*)$", text, re.MULTILINE):
		if re.match(r"(Pa|Ic|Ev|Fl|Nm|Cm) |[~\d]", item):
			found.append(item)
	return found


def page_words(text):
	"""What is allowed somewhere, and what the roles and themes are called."""
	found = set()
	for line in re.findall(r"^\.(?:Pq )?(?:Cm|Ic|Ql|Pa|Ev|Dl|Bq) (.*)$", text, re.MULTILINE):
		found |= set(re.findall(r"[\w$#~/.+-]*[A-Za-z0-9][\w+/.-]*", line)) - {"Ns"}
	return found


def page_examples(text):
	return re.findall(r"^\.Bd.*?^\.Ed$", text, re.MULTILINE | re.DOTALL)


def lags(original, text, names):
	"""In what the page of another language is behind, or ahead."""
	return [f"{what.__name__}: {theirs}, not {ours}" for what, ours, theirs in (
			(page_sections, page_sections(original, names), page_sections(text)),
			*((what, what(original), what(text)) for what in
				(page_options, page_commands, page_items, page_words, page_examples)))
			if ours != theirs]


def translated():
	return sorted(MAN.glob("*/*.[158]"))


@tap.test()
def a_page_that_forgets_something_is_found():
	page = ".It Fl a , Fl -account Ar NAME\n.It Fl -json\n.It Nm unlike Cm demo\n"
	tap.equal(page_options(page), {("a", "account", "NAME"), (None, "json", None)})
	tap.equal(page_commands(page), {"demo"})


@tap.test()
def every_option_stands_in_its_page_and_no_other():
	for name, program in PROGRAMS.items():
		options = program_options(program)
		tap.true(len(options) >= 8, f"{name}: the help is not understood")
		tap.equal(page_options((MAN / name).read_text(encoding="utf-8")), options, name)


@tap.test()
def every_command_stands_in_its_page_and_no_other():
	commands = program_commands(PROGRAMS["unlike.1"])
	tap.true(len(commands) >= 8, "the help is not understood")
	tap.equal(page_commands((MAN / "unlike.1").read_text(encoding="utf-8")), commands)


@tap.test()
def every_page_is_installed_and_named_by_its_neighbours():
	pages = {page.name: page.read_text(encoding="utf-8") for page in MAN.iterdir() if page.is_file()}
	meson = (tree.ROOT / "meson.build").read_text(encoding="utf-8")
	installed = re.search(r"install_man\((.*?)\)", meson, re.DOTALL).group(1)
	tap.equal(set(re.findall(r"'man/([^']+)'", installed)), set(pages))
	for name, text in pages.items():
		see_also = text.partition(".Sh SEE ALSO")[2].partition(".Sh ")[0]
		for other in set(pages) - {name}:
			title, section = other.split(".")
			tap.true(f".Xr {title} {section}" in see_also, f"{name} does not name {other}")


@tap.test()
def a_translated_page_that_lags_is_found():
	page = (".Sh OPTIONS\n.It Fl -json\n.It Ic undo = 10 s\n.It Pa config\nAllowed:\n.Cm on , off .\n"
			".Bd -literal\nunlike list\n.Ed\n")
	other = page.replace("OPTIONS", "选项").replace("Allowed:", "可以写").replace("off .", "off Ns 。")
	names = SECTIONS["zh_CN"]
	tap.equal(lags(page, other, names), [])
	for ours, theirs in (("选项", "别的"), ("-json", "-jsno"), ("10 s", "20 s"), ("Pa config", "Pa configs"),
			("off", "of"), ("unlike list", "unlike lists"), (".Sh", ".Ss")):
		tap.true(lags(page, other.replace(ours, theirs), names), f"{theirs} passes")
	tap.true(lags(page + ".It Fl -more\n", other, names), "a missing option passes")


@tap.test()
def every_page_is_there_in_every_language():
	pages = {page.name for page in MAN.iterdir() if page.is_file()}
	for folder in sorted(path for path in MAN.iterdir() if path.is_dir()):
		tap.true(folder.name in SECTIONS, f"{folder.name}: how its sections are called is not known")
		tap.equal({page.name for page in folder.iterdir()}, pages, folder.name)


@tap.test()
def every_translated_page_tells_of_the_same_things():
	pages = translated()
	tap.true(pages, "there is none")
	for page in pages:
		text = page.read_text(encoding="utf-8")
		original = (MAN / page.name).read_text(encoding="utf-8")
		tap.equal(lags(original, text, SECTIONS[page.parent.name]), [], f"{page.parent.name}/{page.name}")


@tap.test()
def a_translated_page_is_installed_with_lines_that_can_break():
	meson = (tree.ROOT / "meson.build").read_text(encoding="utf-8")
	for page in translated():
		tap.true(re.search(rf"foreach page : \[[^]]*'{page.name}'[^]]*\]\n  custom_target\(page \+ '.zh_CN'",
				meson), f"{page.name} is not installed")
		done = subprocess.run(["python3", tree.ROOT / "scripts/hanzi-breaks", page], check=True,
				capture_output=True, text=True)
		tap.equal(done.stdout.replace(r"\:", ""), page.read_text(encoding="utf-8"))
		runs = [run for line in done.stdout.splitlines() if not line.startswith(".")
				for run in re.findall(r"[\u3000-\u9fff\uff00-\uffef]{6,}", line)]
		tap.equal(runs, [])


@tap.test()
def the_page_of_files_names_what_the_program_writes():
	text = (MAN / "unlike.5").read_text(encoding="utf-8")
	for name in ("accounts", "sessions/NAME", "outbox.db", "accounts.lock", "sender.lock", "snapshot.db", "config",
			"themes/NAME.theme"):
		tap.true(re.search(rf"^\.It Pa .*\b{re.escape(name)}\b", text, re.MULTILINE), name)


def shown_settings():
	"""As they come: (section, name, value) of each."""
	env = os.environ | {"XDG_CONFIG_HOME": "/nonexistent"}
	text = subprocess.run([PROGRAMS["unlike.1"], "config", "show"], capture_output=True, text=True,
			check=True, env=env).stdout
	found, section = set(), ""
	for line in text.splitlines():
		heading = re.match(r"\[(\w+)\]$", line)
		entry = re.match(r"([\w-]+) =(.*?) +; as it comes$", line)
		section = heading.group(1) if heading else section
		if entry:
			found.add((section, entry.group(1), entry.group(2).strip()))
	return found


def page_settings(text):
	found, section = set(), ""
	for line in text.partition(".Ss Format of config")[2].partition(".Ss ")[0].splitlines():
		heading = re.match(r"\.Bq (\w+)", line)
		entry = re.match(r"\.It Ic ([\w-]+) =(.*)$", line)
		section = heading.group(1) if heading else section
		if entry:
			found.add((section, entry.group(1), entry.group(2).replace("\\&", "").strip()))
	return found


@tap.test()
def every_setting_stands_in_its_page_with_its_default_and_no_other():
	shown = shown_settings()
	tap.true(len(shown) >= 30, f"what is shown is not understood: {shown}")
	tap.true(("acting", "hold", "800 ms") in shown and ("keys", "undo", "u") in shown, str(shown))
	tap.equal(page_settings((MAN / "unlike.5").read_text(encoding="utf-8")), shown)


@tap.test()
def every_role_and_theme_stands_in_the_page():
	text = (MAN / "unlike.5").read_text(encoding="utf-8").partition(".Ss Format of a theme")[2]
	words = set(re.findall(r"[\w-]+", text.partition(".Ss ")[0]))
	shown = subprocess.run([PROGRAMS["unlike.1"], "theme", "show", "dark"], capture_output=True, text=True,
			check=True).stdout
	roles = {line.split()[0] for line in shown.splitlines()}
	themes = {path.stem for path in (tree.ROOT / "themes").iterdir()} - {"template"}
	tap.true(len(roles) >= 18 and len(themes) == 6, f"{roles} {themes}")
	tap.equal((roles | themes) - words, set())


@tap.test()
def mandoc_has_nothing_to_say():
	if shutil.which("mandoc") is None:
		raise tap.Skip("mandoc is not here")
	pages = sorted(str(page.relative_to(MAN)) for page in MAN.rglob("*.[158]"))
	tap.true(set(PROGRAMS) < set(pages), str(pages))
	for name in pages:
		done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", MAN / name],
				capture_output=True, text=True, check=False)
		tap.equal(done.stdout + done.stderr, "", name)


tap.run()
