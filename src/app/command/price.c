#include "price.h"

#include "unlike/base/lang.h"

void price_say(const struct call *call, const struct service *service) {
	const struct service_traits *traits = service_ops(service)->traits(service);
	if (traits->relike_cost > 0) {
		command_say(call,
				_("liking one again costs up to %u of the service's points, taking "
				  "it "
				  "back %u"),
				traits->relike_cost, traits->cancel_cost);
	}
	if (traits->relike_is_told) {
		command_say(call, _("its author is told of the like again"));
	}
}
