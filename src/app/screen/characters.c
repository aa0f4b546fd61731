#include "characters.h"

bool characters_are_ascii(
		enum ascii_choice choice, const struct term_traits *traits, bool cjk_locale) {
	if (choice != ASCII_AUTO) {
		return choice == ASCII_ON;
	}
	return traits != NULL && term_is_wide(traits, cjk_locale);
}
