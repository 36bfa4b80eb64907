// word_embedding_forward: rows of the embedding table, one per word.
//
// math     x[m] = w_embed[words[m]]
// reads    words (M), each a row of w_embed   w_embed (*, W)
// writes   x (M, W)
// threads  M * W, one per (m, w)

struct Dims {
  M: u32,
  W: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> words: array<u32>;
@group(0) @binding(2) var<storage, read> w_embed: array<f32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.M * dims.W) {
    return;
  }
  let m = index / dims.W;
  let w = index % dims.W;
  x[index] = w_embed[words[m] * dims.W + w];
}
