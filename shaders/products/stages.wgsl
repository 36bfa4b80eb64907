// stages: where the threads of a workgroup find the quads of a stage, for algorithms that bring both factors into workgroup
// memory. Quad q of a stage is a quad of a line: where a factor lies along the terms, a line is a row or column of the
// tile and holds DEPTH / 4 quads; elsewhere a line is a term and holds a quarter of the tile's rows or columns.

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
  return select(vec4f(), left_at(source.line, term), there(term, terms));
#else
  return left_at(source.line, term);
#endif
}
#else
struct LeftSource {
  row: u32,
  term: u32,
}

fn left_source(quad: u32, first_row: u32) -> LeftSource {
  return LeftSource(first_row + 4u * (quad % (TILE_ROWS / 4u)), quad / (TILE_ROWS / 4u));
}

fn left_quad(source: LeftSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), left_at(left_line(term), source.row), term < terms);
#else
  return left_at(left_line(term), source.row);
#endif
}
#endif

#if ${RIGHT_ALONG_TERMS}
struct RightSource {
  line: u32,
  term: u32,
}

fn right_source(quad: u32, first_column: u32) -> RightSource {
  return RightSource(right_line(first_column + quad / (DEPTH / 4u)), 4u * (quad % (DEPTH / 4u)));
}

fn right_quad(source: RightSource, stage: u32, terms: u32) -> vec4f {
  let term = stage + source.term;
#if ${TAIL}
  return select(vec4f(), right_at(source.line, term), there(term, terms));
#else
  return right_at(source.line, term);
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
