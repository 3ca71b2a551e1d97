/* Brings MuJoCo's own errors back to the caller: runs a call of MuJoCo's, and if MuJoCo reports an error in it, the
 * call is left and the error's text is the answer. Compiled by the launcher, loaded by MtrlAkka.Physics.
 *
 * MuJoCo's error handler must not return, and an exception cannot pass native frames, so the handler jumps. That is
 * sound here: from the place where the jump begins to the place where it lands there are only C frames of MuJoCo's,
 * with nothing to unwind (what they allocate lies in the mjData), and MuJoCo's documentation names the jump as a way
 * out, which its own Python binding takes. The simulation is undefined afterwards, until mj_resetData has cleared it.
 *
 * Errors outside such a call (loading, rendering) go to the handler that was there before. While a model is compiled,
 * MuJoCo has a handler of its own for the thread, which it asks first.
 *
 * It knows nothing of MuJoCo's structs and serves every version.
 */
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

typedef void (*mtrl_simulate)(const void *model, void *data);
typedef void (*mtrl_handler)(const char *message);

static mtrl_handler fallback;
static _Thread_local jmp_buf *landing;    /* of the innermost guarded call of this thread, or null */
static _Thread_local char text[1024];

static void on_error(const char *message)
{
    if (landing == NULL) {
        fallback(message);
        return;
    }
    strncpy(text, message, sizeof text - 1);
    longjmp(*landing, 1);
}

/* Makes the handler to be installed as mju_user_error. otherwise: takes errors outside guarded calls. */
EXPORT mtrl_handler mtrl_guard(mtrl_handler otherwise)
{
    fallback = otherwise;
    return on_error;
}

/* Calls count times. Returns null, or the text of the error that ended it, valid until this thread's next error. */
EXPORT const char *mtrl_run(mtrl_simulate simulate, const void *model, void *data, int count)
{
    jmp_buf here;
    jmp_buf *const outer = landing;
    /* _setjmp leaves the signal mask alone, which would cost a system call. */
    if (_setjmp(here) != 0) {
        landing = outer;
        return text;
    }
    landing = &here;
    for (int i = 0; i < count; i++) simulate(model, data);
    landing = outer;
    return NULL;
}
