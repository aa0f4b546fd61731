/* A plan as sync tells it, for who puts it into words. */
#pragma once

#include "unlike/sync/sync.h"
#include "unlike/ui/plan.h"

struct ui_plan plan_told(const struct sync_plan *plan);
