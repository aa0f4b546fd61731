"""The catalogues: what is marked is in them, translated, and what people read is marked."""

import gettext
import importlib.machinery
import importlib.util
import pathlib
import re
import shutil
import subprocess
import tempfile

import tap
import tree

PO = tree.ROOT / "po"
STRING = r'"(?:\\.|[^"\\\n])*"'
TOKENS = re.compile(rf'/\*.*?\*/|//[^\n]*|#[^\n]*|\'(?:\\.|[^\'\\\n])*\'|({STRING}(?:\s*(?:PRI\w+|{STRING}))*)',
		re.DOTALL)
# What ends up before people. Beside these files the commands, by what they call.
VIEWS = ("src/ui/view*.c", "src/ui/welcome.c", "src/ui/update*.c", "src/ui/words.c", "src/ui/row.c",
		"src/ui/model.c", "src/ui/details.c", "src/ui/profile.c", "src/ui/risk_words.c")
TELLING = r"(command_say|model_say|progress_say|screen_say_error|prompt_line|prompt_secret|ask_yes|xasprintf)"
# What is told in English, for reports and for who makes a theme.
REPORTS = {"cmd_doctor.c", "doctor_service.c", "cmd_theme.c"}
# What is marked: the string is the first thing behind the mark, or the second form of a plural.
MARKED = re.compile(r'(?:\b(?:_|N_)\(\s*|\bN?C_\(\s*(?:"\w+",\s*)?|lang_plural\([^;]*)$')
# Two words, or one with a capital: a sentence, and no key, name or glyph.
KEYS = {"Enter", "Tab", "Esc", "Up", "Down"}
WORDS = re.compile(r"[A-Za-z]{2,}[,:;.]? +[A-Za-z%'(]|% [a-z]{2,}|^[A-Z][a-z]+[.!]?$")


def po_to_c():
	path = tree.ROOT / "scripts/po-to-c"
	loader = importlib.machinery.SourceFileLoader("po_to_c", str(path))
	module = importlib.util.module_from_spec(importlib.util.spec_from_loader("po_to_c", loader))
	loader.exec_module(module)
	return module


def need(*programs):
	for program in programs:
		if shutil.which(program) is None:
			raise tap.Skip(f"{program} is not here")


def without_dates(text):
	return re.sub(r'"(POT-Creation-Date|PO-Revision-Date)[^\n]*\n', "", text)


def marked_in_sources():
	"""What scripts/po-update would write as unlike.pot and POTFILES."""
	with tempfile.TemporaryDirectory() as folder:
		pot = pathlib.Path(folder) / "new.pot"
		subprocess.run([tree.ROOT / "scripts/po-update", str(pot)], check=True,
				capture_output=True)
		return pot.read_text(encoding="utf-8"), (pathlib.Path(folder) / "new.pot.files").read_text()


def untranslated(text):
	"""The English of what has no translation, or one that is a guess."""
	found = []
	for entry in po_to_c().entries(text.splitlines()):
		if entry.get("msgid") and (entry.get("fuzzy") or "" in po_to_c().texts_of(entry)):
			found.append(entry["msgid"])
	return found


def compiled(path):
	"""{key: first form} as gettext itself has them; an error of msgfmt is an AssertionError."""
	with tempfile.TemporaryDirectory() as folder:
		mo = pathlib.Path(folder) / "catalogue.mo"
		done = subprocess.run(["msgfmt", "--check", "-o", mo, path], capture_output=True,
				text=True, check=False)
		tap.equal(done.stderr, "")
		with mo.open("rb") as file:
			catalogue = gettext.GNUTranslations(file)._catalog
	return {key[0] if isinstance(key, tuple) else key: text for key, text in catalogue.items() if key}


def words_of(literals):
	text = "".join(match[1:-1] for match in re.findall(STRING, literals))
	return re.sub(r"%[-+ #0-9.*]*(?:hh|h|ll|l|z|j)?[a-zA-Z]", "%", text)


def unmarked(root, path, only=None):
	"""Lines with a sentence that no mark is around; `only`: those that a call of it is handed."""
	text = tree.read(root, path)
	found = []
	for match in TOKENS.finditer(text):
		if match[1] is None or words_of(match[1]) in KEYS or not WORDS.search(words_of(match[1])):
			continue
		before = text[:match.start()]
		statement = re.split(r"[;{}]", before)[-1]
		if MARKED.search(before) or re.search(r"\b(assert|err_set\w*|err_wrap|json_\w+)\([^;]*$", statement):
			continue
		if only is not None and not re.search(rf"\b{only}\([^;]*$", statement):
			continue
		found.append(f"{path}:{before.count(chr(10)) + 1}: not marked: {match[1][:60]}")
	return found


def check_marks(root):
	problems = []
	for pattern in VIEWS:
		for path in sorted(root.glob(pattern)):
			problems += unmarked(root, path.relative_to(root))
	for path in sorted(root.glob("src/app/**/*.c")):
		if path.name in REPORTS:
			continue
		problems += unmarked(root, path.relative_to(root), TELLING)
	return problems


def planted_po(message):
	head = (PO / "zh_CN.po").read_text(encoding="utf-8").split("\n\n")[0]
	return head + "\n\n" + message


@tap.test()
def a_sentence_that_is_not_marked_is_found():
	said = {"src/ui/view_a.c": 'void f(void) {\n\tput("Two words");\n}\n',
			"src/app/cmd_a.c": 'void f(void) {\n\tcommand_say(call, "wrote %s", path);\n}\n'}
	tap.equal(len(tree.planted(check_marks, said)), 2)
	fine = {"src/ui/view_a.c": 'void f(void) {\n\tput(_("Two words"), N_("Two "\n\t\t"words"), '
			'lang_plural("one of it",\n\t\t\t"many of it", n), C_("key", "take back"), "%s/%s");\n'
			'\tassert(!"a mode of it"); /* "a few words" */\n}\n',
			"src/app/cmd_a.c": 'void f(void) {\n\tjson_put(w, "no sentence of ours");\n'
			'\tcommand_say(call, _("wrote %s"), path);\n}\n'}
	tap.equal(tree.planted(check_marks, fine), [])


@tap.test()
def what_is_missing_guessed_or_wrong_is_found():
	need("msgfmt")
	tap.equal(untranslated(planted_po('msgid "a like"\nmsgstr ""\n')), ["a like"])
	tap.equal(untranslated(planted_po('#, fuzzy\nmsgid "a like"\nmsgstr "赞"\n')), ["a like"])
	tap.equal(untranslated(planted_po('msgid "a like"\nmsgid_plural "likes"\nmsgstr[0] ""\n')), ["a like"])
	tap.equal(untranslated(planted_po('msgid "a like"\nmsgstr "赞"\n')), [])
	with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8") as file:
		file.write(planted_po('#, c-format\nmsgid "%s of %d"\nmsgstr "%d / %s"\n'))
		file.flush()
		try:
			compiled(file.name)
		except AssertionError as error:
			tap.true("%" in str(error) or "format" in str(error), str(error))
		else:
			raise AssertionError("placeholders that differ pass")


@tap.test()
def every_sentence_of_the_screens_and_commands_is_marked():
	tree.none(check_marks(tree.ROOT))


@tap.test()
def the_template_is_what_the_sources_say():
	need("xgettext", "msgfmt")
	pot, files = marked_in_sources()
	tap.true(pot.count("\nmsgid ") > 300, "xgettext finds next to nothing")
	hint = "scripts/po-update brings it up to date"
	tap.equal(files.splitlines(), (PO / "POTFILES").read_text(encoding="utf-8").splitlines(), hint)
	tap.equal(without_dates(pot).splitlines(),
			without_dates((PO / "unlike.pot").read_text(encoding="utf-8")).splitlines(), hint)


@tap.test()
def every_catalogue_is_complete_and_means_the_same_to_gettext():
	need("msgfmt")
	pot = {entry["msgid"] for entry in
			po_to_c().entries((PO / "unlike.pot").read_text(encoding="utf-8").splitlines())}
	catalogues = sorted(PO.glob("*.po"))
	tap.true(catalogues, "there is none")
	for path in catalogues:
		text = path.read_text(encoding="utf-8")
		tap.equal(untranslated(text), [], path.name)
		tap.equal({entry["msgid"] for entry in po_to_c().entries(text.splitlines())}, pot, path.name)
		forms = {key: texts[0] for key, texts in po_to_c().catalogue(path)[2].items()}
		tap.equal(forms, compiled(path), path.name)


@tap.test()
def the_same_keys_are_named():
	"""{undo} stands for a key; printf's are msgfmt's to compare."""
	for path in sorted(PO.glob("*.po")):
		for entry in po_to_c().entries(path.read_text(encoding="utf-8").splitlines()):
			wanted = sorted(re.findall(r"\{[\w-]+\}", entry["msgid"]))
			for text in po_to_c().texts_of(entry) if entry["msgid"] else []:
				tap.equal(sorted(re.findall(r"\{[\w-]+\}", text)), wanted, entry["msgid"])


@tap.test()
def chinese_has_the_marks_of_chinese():
	"""A comma or colon between hanzi that came from another keyboard."""
	for entry in po_to_c().entries((PO / "zh_CN.po").read_text(encoding="utf-8").splitlines()):
		for text in po_to_c().texts_of(entry) if entry["msgid"] else []:
			found = re.search(r"[\u4e00-\u9fff][,:;?!()]|[,:;?!()][\u4e00-\u9fff]", text)
			tap.true(found is None, text)
			tap.true("你" not in text, f"people are called 您: {text}")


tap.run()
