/** Something that needs room from one moment to another, both included. */
export interface Lifetime {
  readonly name: string;
  readonly length: number;
  readonly from: number;
  readonly until: number;
}

/** Rooms, and which of them each thing has. */
export interface Rooms {
  readonly lengths: readonly number[];
  readonly roomOf: ReadonlyMap<string, number>;
}

/** Gives room to all, in order of time: each takes the smallest free slot that is large enough, else the largest, enlarged. */
export function share(lifetimes: readonly Lifetime[]): Rooms {
  const rooms: { length: number; until: number }[] = [];
  const roomOf = new Map<string, number>();
  for (const { name, length, from, until } of lifetimes.toSorted((a, b) => a.from - b.from)) {
    const free = rooms.filter((room) => room.until < from).sort((a, b) => a.length - b.length);
    const room = free.find((one) => one.length >= length) ?? free.at(-1) ?? { length, until };
    if (!rooms.includes(room)) rooms.push(room);
    room.length = Math.max(room.length, length);
    room.until = until;
    roomOf.set(name, rooms.indexOf(room));
  }
  return { lengths: rooms.map(({ length }) => length), roomOf };
}
