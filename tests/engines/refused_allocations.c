/* Asked for memory, refuses what `refused_from` and `refused_to` say, counted from when `is_refusing` was set. */
#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

/* Python sets these in place: a call would ask for memory itself. */
volatile long is_refusing, refused_from, refused_to, asked;

static int refused(void) {
    if (!is_refusing)
        return 0;
    long number = __sync_fetch_and_add(&asked, 1);
    if (number < refused_from || number > refused_to)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) { return refused() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return refused() ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return refused() ? NULL : __libc_realloc(old, size); }
void *aligned_alloc(size_t align, size_t size) { return refused() ? NULL : __libc_memalign(align, size); }

int posix_memalign(void **out, size_t align, size_t size) {
    void *found = refused() ? NULL : __libc_memalign(align, size);
    if (found == NULL)
        return ENOMEM;
    *out = found;
    return 0;
}
