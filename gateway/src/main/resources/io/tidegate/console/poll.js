/** Asks again and again, while somebody looks. */

/**
 * Runs `task` now and `pauseMillis` after each end of it, until `signal` is aborted; not while the page is hidden, and at once when it is
 * seen again. What `task` throws goes to `onProblem`, and it is tried again.
 */
export async function poll(task, { pauseMillis, signal, onProblem }) {
  while (!signal.aborted) {
    try {
      await task();
    } catch (problem) {
      if (!signal.aborted) {
        onProblem(problem);
      }
    }
    await pause(pauseMillis, signal);
    await seen(signal);
  }
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function seen(signal) {
  return document.hidden
    ? new Promise((resolve) => {
        document.addEventListener("visibilitychange", resolve, { once: true });
        signal.addEventListener("abort", resolve, { once: true });
      })
    : undefined;
}
