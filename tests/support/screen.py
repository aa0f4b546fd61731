"""What a terminal would show: enough of xterm for what ncurses sends with TERM=xterm-256color.

Whatever it does not know is kept in `strange`: a test that ends with something in it has seen a
control reach the terminal that no drawing needs.
"""

import codecs
import unicodedata

# The states of the reader of bytes.
_GROUND, _ESCAPE, _CSI, _STRING, _STRING_ESCAPE, _ONE_MORE = range(6)

_SAVED_SCREEN = (1047, 1049)
_PASTE, _MOUSE, _MOUSE_NUMBERS, _FOCUS, _SYNC = 2004, 1002, 1006, 1004, 2026
_QUIET_MODES = {1, 3, 4, 7, 12, 25, 1049, 1047, 1048, _PASTE, _MOUSE, _MOUSE_NUMBERS, _FOCUS, _SYNC}
# Resets the palette: ncurses says so when it gives the screen back.
_QUIET_STRINGS = {"]104"}


# What programs ask, and what is pushed and popped: nothing of it is drawn.
_PUSH, _POP = (">31", "u"), ("<", "u")
_CURSOR, _READY = ("6", "n"), ("5", "n")
_QUESTIONS = {("?", "u"), ("?2026$", "p"), (">", "q"), _CURSOR, _READY, ("", "c")}

# What some terminals answer; to what is not here, nothing. The newest is asked last, so that a
# program knows when all has come.
XTERM = {("?2026$", "p"): "\x1b[?2026;0$y", (">", "q"): "\x1bP>|XTerm(379)\x1b\\",
		("", "c"): "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c", _CURSOR: "\x1b[{row};{col}R",
		_READY: "\x1b[0n"}
KITTY = {("?", "u"): "\x1b[?0u", ("?2026$", "p"): "\x1b[?2026;2$y",
		(">", "q"): "\x1bP>|kitty(0.26.5)\x1b\\", ("", "c"): "\x1b[?62;c",
		_CURSOR: "\x1b[{row};{col}R",
		_READY: "\x1b[0n"}
TMUX = {(">", "q"): "\x1bP>|tmux 3.3a\x1b\\", ("", "c"): "\x1b[?1;2c",
		_CURSOR: "\x1b[{row};{col}R",
		_READY: "\x1b[0n"}


def char_width(char, ambiguous=1):
	"""Cells of one character; 0 for what joins the one before."""
	if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
		return 0
	width = unicodedata.east_asian_width(char)
	return 2 if width in "WF" else ambiguous if width == "A" else 1


def is_control(char):
	"""What must never come as text: controls, and what turns the direction of text."""
	code = ord(char)
	return (code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E
			or 0x2066 <= code <= 0x2069 or code in (0x200E, 0x200F, 0x061C, 0x2028, 0x2029))


class Screen:
	def __init__(self, rows, cols, answers=None, ambiguous=1):
		self.rows, self.cols = rows, cols
		self.answers, self.ambiguous = answers or {}, ambiguous
		self.replies = b""  # to what was asked, not yet fetched
		self.pushed = {False: 0, True: 0}  # how often a keyboard was, on the alternate screen
		self.strange = []
		self.modes = set()
		self.alternate = False
		self.shown = True  # the cursor
		self.frames = 0  # how often it was cleared as a whole
		self._other = None
		self._saved = (0, 0)
		self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
		self._state, self._held, self._string = _GROUND, "", ""
		self._graphics = False
		self._last = " "
		self.row = self.col = 0
		self._wrap = self.reverse = False
		self._top, self._bottom = 0, rows - 1
		self.cells = self._blank()

	# --- what tests look at -------------------------------------------------------------------

	def line(self, row):
		return "".join(cell[0] for cell in self.cells[row]).rstrip()

	def lines(self):
		return [self.line(row) for row in range(self.rows)]

	def text(self):
		return "\n".join(self.lines())

	def reversed_rows(self):
		"""Rows with anything in reverse video: the focused one."""
		return [row for row in range(self.rows) if any(cell[1] for cell in self.cells[row])]

	# --- size ---------------------------------------------------------------------------------

	def resize(self, rows, cols):
		"""As xterm does: cut or filled up at the right and at the bottom."""
		for cells in filter(None, (self.cells, self._other)):
			del cells[rows:]
			for line in cells:
				del line[cols:]
				line.extend((" ", False) for _ in range(cols - len(line)))
			cells.extend([(" ", False)] * cols for _ in range(rows - len(cells)))
		self.rows, self.cols = rows, cols
		self._top, self._bottom = 0, rows - 1
		self._move(self.row, self.col)

	def _blank(self):
		return [self._blank_line() for _ in range(self.rows)]

	def _blank_line(self):
		return [(" ", False)] * self.cols

	# --- bytes --------------------------------------------------------------------------------

	def feed(self, data):
		for char in self._decode(data):
			self._step(char)

	def _step(self, char):
		if char == "\x1b" and self._state not in (_STRING, _STRING_ESCAPE):
			self._state, self._held = _ESCAPE, ""  # also in the middle of another sequence
		elif self._state == _GROUND:
			self._ground(char)
		elif self._state == _ESCAPE:
			self._escape(char)
		elif self._state == _CSI:
			self._csi(char)
		elif self._state in (_STRING, _STRING_ESCAPE):
			self._in_string(char)
		else:
			self._state = _GROUND
			self._graphics = (self._held, char) == ("(", "0")
			if char not in "0B":
				self._odd("\x1b" + self._held + char)

	def _odd(self, what):
		if len(self.strange) < 100:
			self.strange.append(what)

	def _ground(self, char):
		if char == "\r":
			self._move(self.row, 0)
		elif char == "\n":
			self._line_feed()
		elif char == "\b":
			self._move(self.row, self.col - 1)
		elif char == "\t":
			self._move(self.row, (self.col // 8 + 1) * 8)
		elif char in "\x0f\x0e":
			self._graphics = char == "\x0e"
		elif is_control(char):
			self._odd(char)
		else:
			self._put(char)

	def _escape(self, char):
		self._state = _GROUND
		if char == "[":
			self._state, self._held = _CSI, ""
		elif char in "]PX^_":
			self._state, self._string = _STRING, char
		elif char in "()*+":
			self._state, self._held = _ONE_MORE, char
		elif char == "7":
			self._saved = (self.row, self.col)
		elif char == "8":
			self._move(*self._saved)
		elif char == "M":
			if self.row == self._top:
				self._scroll(self._top, -1)
			else:
				self._move(self.row - 1, self.col)
		elif char == "D":
			self._line_feed()
		elif char == "E":
			self._line_feed()
			self._move(self.row, 0)
		elif char not in "=>":
			self._odd("\x1b" + char)

	def _in_string(self, char):
		if char == "\x07" or (self._state == _STRING_ESCAPE and char == "\\"):
			self._state = _GROUND
			if self._string not in _QUIET_STRINGS:
				self._odd("\x1b" + self._string)
		elif char == "\x1b":
			self._state = _STRING_ESCAPE
		else:
			self._state = _STRING
			if len(self._string) < 1000:
				self._string += char

	def _csi(self, char):
		if not "@" <= char <= "~":
			self._held += char
			return
		self._state = _GROUND
		held = self._held
		if self._ask((held, char)):
			return
		if held[:1] in ("?", ">", "=", "<", "!") or held[-1:] in ("!", " ", "$"):
			self._private(held, char)
			return
		try:
			numbers = [int(n) if n else 0 for n in held.replace(":", ";").split(";")]
		except ValueError:
			self._odd("\x1b[" + held + char)
			return
		action = self._ACTIONS.get(char)
		if action is None:
			self._odd("\x1b[" + held + char)
		else:
			action(self, numbers)

	def _ask(self, question):
		"""Whether it is about the terminal, and none of its drawing."""
		if question in (_PUSH, _POP):
			self.pushed[self.alternate] += 1 if question == _PUSH else -1
		elif question not in _QUESTIONS:
			return False
		answer = self.answers.get(question, "")
		self.replies += answer.format(row=self.row + 1, col=self.col + 1).encode()
		return True

	def _private(self, held, char):
		if (held, char) == ("!", "p"):
			return
		if held[0] != "?" or char not in "hl":
			self._odd("\x1b[" + held + char)
			return
		for mode in (int(n) for n in held[1:].split(";")):
			if mode not in _QUIET_MODES:
				self._odd(f"\x1b[?{mode}{char}")
			(self.modes.add if char == "h" else self.modes.discard)(mode)
			if mode in _SAVED_SCREEN:
				self._switch(char == "h")
			elif mode == 25:
				self.shown = char == "h"

	def _switch(self, alternate):
		if alternate == self.alternate:
			return
		self.alternate = alternate
		if alternate:
			self._saved = (self.row, self.col)
			self._other, self.cells = self.cells, self._blank()
		else:
			self.cells, self._other = self._other, None
			self._move(*self._saved)

	# --- drawing ------------------------------------------------------------------------------

	def _move(self, row, col):
		self.row = min(max(row, 0), self.rows - 1)
		self.col = min(max(col, 0), self.cols - 1)
		self._wrap = False

	def _line_feed(self):
		if self.row == self._bottom:
			self._scroll(self._top, 1)
		else:
			self._move(self.row + 1, self.col)

	def _put(self, char):
		width = char_width(char, self.ambiguous)
		if width == 0:
			col = self.col if self._wrap else self.col - 1
			while col > 0 and self.cells[self.row][col][0] == "":
				col -= 1
			if col >= 0:
				text, reverse = self.cells[self.row][col]
				self.cells[self.row][col] = (text + char, reverse)
			return
		if self._wrap or self.col + width > self.cols:
			self._line_feed()
			self._move(self.row, 0)
		if self._graphics:
			char = {"q": "─", "x": "│"}.get(char, char)
		self._last = char
		line = self.cells[self.row]
		self._clear_half(line, self.col)
		self._clear_half(line, self.col + width)
		line[self.col] = (char, self.reverse)
		if width == 2 and self.col + 1 < self.cols:
			line[self.col + 1] = ("", self.reverse)
		if self.col + width >= self.cols:
			self.col, self._wrap = self.cols - 1, True
		else:
			self.col += width

	def _clear_half(self, line, col):
		"""What is put over one half of a wide character takes the other with it."""
		if 0 < col < self.cols and line[col][0] == "":
			line[col - 1] = line[col] = (" ", False)

	def _erase(self, row, begin, end):
		line = self.cells[row]
		self._clear_half(line, begin)
		self._clear_half(line, end)
		for col in range(begin, min(end, self.cols)):
			line[col] = (" ", False)

	def _scroll(self, top, lines):
		"""Lines from `top` to the region's end, up by `lines`."""
		region = self.cells[top:self._bottom + 1]
		count = min(abs(lines), len(region))
		blanks = [self._blank_line() for _ in range(count)]
		if lines > 0:
			region = region[count:] + blanks
		else:
			region = blanks + region[:len(region) - count]
		self.cells[top:self._bottom + 1] = region

	def _erase_display(self, numbers):
		mode = numbers[0]
		if mode == 0:
			self._erase(self.row, self.col, self.cols)
			below = range(self.row + 1, self.rows)
		elif mode == 1:
			self._erase(self.row, 0, self.col + 1)
			below = range(self.row)
		else:
			below = range(self.rows)
		if mode >= 2 or (mode == 0 and (self.row, self.col) == (0, 0)):
			self.frames += 1
		for row in below:
			self._erase(row, 0, self.cols)

	def _erase_line(self, numbers):
		begin = self.col if numbers[0] == 0 else 0
		end = self.col + 1 if numbers[0] == 1 else self.cols
		self._erase(self.row, begin, end)

	def _insert(self, count):
		line = self.cells[self.row]
		line[self.col:self.col] = [(" ", False)] * count
		del line[self.cols:]

	def _delete(self, count):
		line = self.cells[self.row]
		del line[self.col:self.col + count]
		line.extend([(" ", False)] * (self.cols - len(line)))

	def _region(self, numbers):
		self._top = max(numbers[0], 1) - 1
		self._bottom = (numbers[1] if len(numbers) > 1 and numbers[1] else self.rows) - 1
		self._bottom = min(self._bottom, self.rows - 1)
		self._move(0, 0)

	def _position(self, numbers):
		self._move(max(numbers[0], 1) - 1, max(numbers[1] if len(numbers) > 1 else 1, 1) - 1)

	def _rendition(self, numbers):
		skip = 0
		for i, number in enumerate(numbers):
			if skip > 0:
				skip -= 1
			elif number in (38, 48):
				skip = 2 if numbers[i + 1:i + 2] == [5] else 4
			elif number in (0, 27):
				self.reverse = False
			elif number == 7:
				self.reverse = True

	def _repeat(self, numbers):
		for _ in range(_one(numbers)):
			self._put(self._last)

	_ACTIONS = {
		"@": lambda s, n: s._insert(_one(n)),
		"A": lambda s, n: s._move(s.row - _one(n), s.col),
		"B": lambda s, n: s._move(s.row + _one(n), s.col),
		"C": lambda s, n: s._move(s.row, s.col + _one(n)),
		"D": lambda s, n: s._move(s.row, s.col - _one(n)),
		"E": lambda s, n: s._move(s.row + _one(n), 0),
		"F": lambda s, n: s._move(s.row - _one(n), 0),
		"G": lambda s, n: s._move(s.row, _one(n) - 1),
		"H": _position,
		"I": lambda s, n: s._move(s.row, (s.col // 8 + _one(n)) * 8),
		"J": _erase_display,
		"K": _erase_line,
		"L": lambda s, n: s._scroll(s.row, -_one(n)),
		"M": lambda s, n: s._scroll(s.row, _one(n)),
		"P": lambda s, n: s._delete(_one(n)),
		"S": lambda s, n: s._scroll(s._top, _one(n)),
		"T": lambda s, n: s._scroll(s._top, -_one(n)),
		"X": lambda s, n: s._erase(s.row, s.col, s.col + _one(n)),
		"Z": lambda s, n: s._move(s.row, max(0, (s.col - 1) // 8 * 8 - 8 * (_one(n) - 1))),
		"b": _repeat,
		"d": lambda s, n: s._move(_one(n) - 1, s.col),
		"f": _position,
		"h": lambda s, n: None,
		"l": lambda s, n: None,
		"m": _rendition,
		"r": _region,
		"t": lambda s, n: None,
	}


def _one(numbers):
	return max(numbers[0], 1)
