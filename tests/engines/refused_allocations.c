#define _GNU_SOURCE
#include <stddef.h>
#include <errno.h>
#include <sys/types.h>
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
static volatile long seen, first = -1, last = -1;
void refuse(long from, long to) { seen = 0; first = from; last = to; }
long allow(void) { long n = seen; first = last = -1; return n; }
static int refused(void) {
    if (first < 0) return 0;
    long now = __sync_fetch_and_add(&seen, 1);
    if (now >= first && now <= last) { errno = ENOMEM; return 1; }
    return 0;
}
void *malloc(size_t n) { return refused() ? NULL : __libc_malloc(n); }
void *calloc(size_t k, size_t n) { return refused() ? NULL : __libc_calloc(k, n); }
void *realloc(void *p, size_t n) { return refused() ? NULL : __libc_realloc(p, n); }
int posix_memalign(void **out, size_t align, size_t n) {
    if (refused()) return ENOMEM;
    *out = __libc_memalign(align, n);
    return *out ? 0 : ENOMEM;
}
void *aligned_alloc(size_t align, size_t n) { return refused() ? NULL : __libc_memalign(align, n); }
