/* CHECK(): an assertion about our own code that stays on in every build. Never for input. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#undef NDEBUG
#include <assert.h>

#define CHECK(condition) assert(condition)

/* The number of elements of a true array. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
