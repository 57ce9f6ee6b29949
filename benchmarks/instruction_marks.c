// Marks for callgrind: where the counted work begins and ends. Outside valgrind they do nothing.
#include <valgrind/callgrind.h>

void mark_begin(void) {
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
}

void mark_end(const char *name) { CALLGRIND_DUMP_STATS_AT(name); }
