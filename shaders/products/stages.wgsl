// stages: how a workgroup fetches the quads of a stage, for algorithms that bring both factors into workgroup memory.
// Quad q of a stage is a quad of a line: where a factor lies along the terms, a line is a row or column of the tile and
// holds DEPTH / 4 quads; elsewhere a line is a term and holds a quarter of the tile's rows or columns. Thread t fetches
// quad t of each factor and, where there are more quads than threads, quad t + THREADS. The algorithm supplies `put_left`
// and `put_right`, which put quad q into workgroup memory.

override TILE_ROWS: u32;
override TILE_COLUMNS: u32;
override DEPTH: u32;
override THREADS: u32;

// Quads of each factor a stage: at most two a thread.
override LEFT_QUADS: u32;
override RIGHT_QUADS: u32;

#if ${TAIL}
// Which of four terms there are.
fn there(term: u32, terms: u32) -> vec4<bool> {
  return vec4u(term, term + 1u, term + 2u, term + 3u) < vec4u(terms);
}
#endif

#if ${LEFT_ALONG_TERMS}
struct LeftSource {
  line: LeftLine,
  term: u32,
}

fn left_source(quad: u32, first_row: u32) -> LeftSource {
  return LeftSource(left_line(first_row + quad / (DEPTH / 4u)), 4u * (quad % (DEPTH / 4u)));
}

fn left_quad(source: LeftSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), left_at(source.line, left_place(term)), there(term, terms));
#else
  return left_at(source.line, left_place(term));
#endif
}
#else
struct LeftSource {
  place: LeftPlace,
  term: u32,
}

fn left_source(quad: u32, first_row: u32) -> LeftSource {
  return LeftSource(left_place(first_row + 4u * (quad % (TILE_ROWS / 4u))), quad / (TILE_ROWS / 4u));
}

fn left_quad(source: LeftSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), left_at(left_line(term), source.place), term < terms);
#else
  return left_at(left_line(term), source.place);
#endif
}
#endif

#if ${RIGHT_ALONG_TERMS}
struct RightSource {
  line: RightLine,
  term: u32,
}

fn right_source(quad: u32, first_column: u32) -> RightSource {
  return RightSource(right_line(first_column + quad / (DEPTH / 4u)), 4u * (quad % (DEPTH / 4u)));
}

fn right_quad(source: RightSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), right_at(source.line, right_place(term)), there(term, terms));
#else
  return right_at(source.line, right_place(term));
#endif
}
#else
struct RightSource {
  column: u32,
  term: u32,
}

fn right_source(quad: u32, first_column: u32) -> RightSource {
  return RightSource(first_column + 4u * (quad % (TILE_COLUMNS / 4u)), quad / (TILE_COLUMNS / 4u));
}

fn right_quad(source: RightSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), right_at(right_line(term), source.column), term < terms);
#else
  return right_at(right_line(term), source.column);
#endif
}
#endif

// Where the quads that a thread fetches lie.
struct Sources {
  left_0: LeftSource,
  left_1: LeftSource,
  right_0: RightSource,
  right_1: RightSource,
}

fn sources_of(thread: u32, first_row: u32, first_column: u32) -> Sources {
  return Sources(
    left_source(thread, first_row),
    left_source(thread + THREADS, first_row),
    right_source(thread, first_column),
    right_source(thread + THREADS, first_column),
  );
}

// The quads themselves, on their way from memory into workgroup memory.
struct Fetched {
  left_0: vec4f,
  left_1: vec4f,
  right_0: vec4f,
  right_1: vec4f,
}

fn fetch(sources: Sources, stage: u32, terms: u32) -> Fetched {
  var fetched: Fetched;
  fetched.left_0 = left_quad(sources.left_0, stage, terms);
  fetched.right_0 = right_quad(sources.right_0, stage, terms);
  if (LEFT_QUADS > THREADS) {
    fetched.left_1 = left_quad(sources.left_1, stage, terms);
  }
  if (RIGHT_QUADS > THREADS) {
    fetched.right_1 = right_quad(sources.right_1, stage, terms);
  }
  return fetched;
}

fn put(thread: u32, fetched: Fetched) {
  put_left(thread, fetched.left_0);
  put_right(thread, fetched.right_0);
  if (LEFT_QUADS > THREADS) {
    put_left(thread + THREADS, fetched.left_1);
  }
  if (RIGHT_QUADS > THREADS) {
    put_right(thread + THREADS, fetched.right_1);
  }
}
