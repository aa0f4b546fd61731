"""What bash, zsh and fish offer behind "unlike", asked of the shells themselves."""

import os
import shutil
import subprocess

from tap import Skip, equal, run, test, true
from unlike import Home

FOLDER = os.environ["COMPLETIONS"]
UNLIKE = os.environ["UNLIKE"]


def commands():
	"""As --help has them."""
	text = subprocess.run([UNLIKE, "--help"], capture_output=True, text=True, check=True).stdout
	lines = [line.split() for line in text.splitlines() if line.startswith("  unlike ")]
	return {words[1] for words in lines}


def options(command):
	text = subprocess.run([UNLIKE, command, "--help"], capture_output=True, text=True, check=True).stdout
	return {word.rstrip(",") for line in text.split("Options\n")[1].splitlines() if line[:8].strip() or
			line.startswith("      --") for word in line.split()[:2] if word.startswith("--")}


def shell(program, *arguments, **named):
	if shutil.which(program) is None:
		raise Skip(f"{program} is not here")
	with Home() as home:  # fish writes into it
		done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False,
				env=home.env, **named)
	equal((done.returncode, done.stderr), (0, ""), program)
	return done.stdout


def bash(*words, cwd=None):
	script = (f"source '{FOLDER}/unlike.bash'; COMP_WORDS=({' '.join(repr(w) for w in words)});"
			f" COMP_CWORD={len(words) - 1}; _unlike; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
	return set(shell("bash", "--norc", "-c", script, cwd=cwd).split())


def fish(line):
	text = shell("fish", "--no-config", "-c", f"source '{FOLDER}/unlike.fish'; complete -C '{line}'")
	return {row.split("\t")[0] for row in text.splitlines()}


@test()
def bash_offers_every_command_and_its_options():
	equal({word for word in bash("unlike", "") if not word.startswith("-")}, commands())
	for command in commands():
		equal(bash("unlike", command, "--"), options(command), command)


@test()
def bash_offers_files_where_one_is_wanted():
	root = os.environ["UNLIKE_SOURCE_ROOT"]
	equal(bash("unlike", "play", "to", cwd=os.path.join(root, "demo")), {"tour.tape"})
	equal(bash("unlike", "play", "--junit", "to", cwd=os.path.join(root, "demo")), {"tour.tape"})
	equal(bash("unlike", "list", "to", cwd=os.path.join(root, "demo")), set())


@test()
def names_of_settings_and_themes_are_offered():
	equal(bash("unlike", "config", "ch"), {"check"})
	true({"screen.theme", "keys.take-back"} <= bash("unlike", "config", "show", ""), "bash: settings")
	true({"dark", "care"} <= bash("unlike", "theme", "check", ""), "bash: themes")
	equal(bash("unlike", "demo", "--theme", "da"), {"dark"})


@test()
def fish_offers_names_of_settings_and_themes():
	true({"show", "edit", "screen.theme"} <= fish("unlike config "), "settings")
	true({"list", "mono"} <= fish("unlike theme "), "themes")
	equal(fish("unlike demo --theme da"), {"dark"})


@test()
def fish_offers_every_command_and_its_options():
	equal({word for word in fish("unlike ") if not word.startswith("-")}, commands())
	for command in commands():
		offered = {word.rstrip("=") for word in fish(f"unlike {command} --")}
		true(options(command) <= offered, f"{command}: {offered}")


@test()
def zsh_reads_its_file_and_it_names_every_command():
	path = os.path.join(FOLDER, "_unlike")
	shell("zsh", "-f", "-n", path)
	with open(path, encoding="utf-8") as file:
		text = file.read()
	for command in commands():
		true(f"'{command}:" in text and f"\t'{command}')\n" in text, command)
		part = text.split(f"\t'{command}')\n")[1].split(";;")[0]
		for option in options(command):
			true(f"{option}[" in part or f"{option}=[" in part, f"{command}: {option}")


run()
