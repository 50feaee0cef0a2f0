/** What `work` comes to, unless it takes longer than `seconds`: then it goes on unheard. @throws what `late` makes */
export async function within<Result>(seconds: number, work: Promise<Result>, late: () => Error): Promise<Result> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late()), seconds * 1000).unref();
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {}); // it may fail after the race
  }
}
