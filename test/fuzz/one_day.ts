/** Makes files on one day: those that have the time in them must have the same bytes every day. */
export async function onOneDay<T>(make: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => 1_790_000_000_000;
  try {
    return await make();
  } finally {
    Date.now = now;
  }
}
