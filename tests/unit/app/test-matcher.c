#include "command/matcher.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

TestSuite(matcher, .init = text_init);

static bool matches(const char *query, const char *title, const char *author) {
	struct matcher matcher;
	char *text = xstrdup(query);
	struct like like = { .title = xstrdup(title), .author = xstrdup(author) };
	matcher_init(&matcher, &text, 1);
	const bool found = matcher_matches(&matcher, &like);
	/* The second look is at the same words. */
	cr_assert_eq(matcher_matches(&matcher, &like), found);
	matcher_finish(&matcher);
	like_finish(&like);
	free(text);
	return found;
}

Test(matcher, every_word_has_to_be_in_the_title_or_in_the_author) {
	cr_assert(matches("", "Slow train", "Window Seat"));
	cr_assert(matches("   ", "Slow train", "Window Seat"));
	cr_assert(matches("train", "Slow train", "Window Seat"));
	cr_assert(matches("seat slow", "Slow train", "Window Seat"));
	cr_assert(matches("rai", "Slow train", "Window Seat"));
	cr_assert_not(matches("train bus", "Slow train", "Window Seat"));
	cr_assert_not(matches("trainWindow", "Slow train", "Window Seat"));
}

Test(matcher, words_and_likes_are_folded_alike) {
	cr_assert(matches("ＴＲＡＩＮ", "Slow train", "Window Seat"));
	cr_assert(matches("slow　TRAIN", "Slow train", "Window Seat"), "a wide blank parts words");
	cr_assert(matches("STRASSE", "Straße", NULL));
	cr_assert(matches("做", "红烧肉这样做最好吃", "厨房老张"));
}

Test(matcher, what_a_service_does_not_say_has_no_words) {
	cr_assert(matches("", NULL, NULL));
	cr_assert_not(matches("a", NULL, NULL));
	cr_assert(matches("seat", NULL, "Window Seat"));
}

Test(matcher, several_texts_are_one_query) {
	char slow[] = "slow", seat[] = "seat window", title[] = "Slow train",
	     author[] = "Window Seat";
	char *texts[] = { slow, seat };
	struct matcher matcher;
	struct like like = { .title = title, .author = author };
	matcher_init(&matcher, texts, 2);
	cr_assert(matcher_matches(&matcher, &like));
	like.author = slow;
	cr_assert_not(matcher_matches(&matcher, &like));
	matcher_finish(&matcher);
}
