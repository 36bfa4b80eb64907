// word_embedding_backward: gradient of the embedding rows that words were taken from.
//
// math     dw_embed[u'] = sum of dx[rows[i]] for i in [starts[u], starts[u + 1]);  u' = words[u] if given, else u
// reads    dx (*, W)   starts (U+1)   rows (*), each a row of dx   words (U), optional, each a row of dw_embed
// updates  dw_embed (*, W): rows that no u' names stay as they are
// threads  U * W, one per (u, w): a list in a fixed order needs no atomics and gives the same sum every time

struct Dims {
  U: u32,
  W: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dx: array<f32>;
@group(0) @binding(2) var<storage, read> starts: array<u32>;
@group(0) @binding(3) var<storage, read> rows: array<u32>;
#if ${WORDS}
@group(0) @binding(4) var<storage, read> words: array<u32>;
#endif
@group(0) @binding(5) var<storage, read_write> dw_embed: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.U * dims.W) {
    return;
  }
  let u = index / dims.W;
  let w = index % dims.W;
  var sum = 0.0;
  for (var i = starts[u]; i < starts[u + 1u]; i++) {
    sum += dx[rows[i] * dims.W + w];
  }
#if ${WORDS}
  let row = words[u];
#else
  let row = u;
#endif
  dw_embed[row * dims.W + w] = sum;
}
