// copy_rows: rows of a table, named one by one, side by side in another part of it.
//
// math     x[out + m] = x[source + rows[first + m]]
// reads    rows (*), each below M
// updates  x (*, W)
// threads  M * W, one per (m, w)

struct Dims {
  M: u32,
  W: u32,
  first: u32,
  source: u32,
  out: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> rows: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;

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
  x[(dims.out + m) * dims.W + w] = x[(dims.source + rows[dims.first + m]) * dims.W + w];
}
