// forbid_words: a very low score for the words that may not follow what a row has said.
//
// math     scores[m, v] = -1e30 for v = the last word (REPEATS), what followed the last two words before (TRIGRAMS),
//          unknown_word (UNKNOWN), and end_word where bad_endings[last word] is 1
//          the last word is words[first + m]; the one before it words[first - stride + r], r = parents[first + m] or m
// reads    words (*), each below V, a column of `stride` a step   parents (*), each below M, optional
//          bad_endings (V), 0 or 1, optional
// updates  scores (M, V)
// threads  M, one per row

struct Dims {
  M: u32,
  V: u32,
  first: u32,
  stride: u32,
  unknown_word: u32,
  end_word: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> words: array<u32>;
#if ${PARENTS}
@group(0) @binding(2) var<storage, read> parents: array<u32>;
#endif
#if ${BAD_ENDINGS}
@group(0) @binding(3) var<storage, read> bad_endings: array<u32>;
#endif
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
fn forbid(m: u32, word: u32) {
  scores[m * dims.V + word] = -1e30;
}

// The row of the column before from which `row` of the column at `first` comes.
fn parent(first: u32, row: u32) -> u32 {
#if ${PARENTS}
  return parents[first + row];
#else
  return row;
#endif
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let m = linear_index(id, groups, WORKGROUP);
  if (m >= dims.M) {
    return;
  }
  let last = words[dims.first + m];
#if ${REPEATS}
  forbid(m, last);
#endif
#if ${UNKNOWN}
  forbid(m, dims.unknown_word);
#endif
#if ${BAD_ENDINGS}
  if (bad_endings[last] != 0u) {
    forbid(m, dims.end_word);
  }
#endif
#if ${TRIGRAMS}
  if (dims.stride == 0u || dims.first < dims.stride) {
    return;
  }
  var column = dims.first - dims.stride;
  var row = parent(dims.first, m);
  let before_last = words[column + row];
  // Three words in a row, moving towards the beginning.
  var second = before_last;
  var third = last;
  while (column >= dims.stride) {
    row = parent(column, row);
    column -= dims.stride;
    let word = words[column + row];
    if (word == before_last && second == last) {
      forbid(m, third);
    }
    third = second;
    second = word;
  }
#endif
}
