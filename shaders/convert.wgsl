// convert: the same numbers, rounded to what y is kept in.
//
// math     y = x
// reads    x (Q)
// writes   y (Q)
// threads  Q / WIDTH, one per vec4 of elements where Q is known to be a multiple of four, else one per element

struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
#if ${VEC4}
const WIDTH = 4u;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<${Y_VEC4}>;
#else
const WIDTH = 1u;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<${Y_FLOAT}>;
#endif

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${STORE}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
#if ${VEC4}
  y[q] = as_${Y_VEC4}(x[q]);
#else
  y[q] = as_${Y_FLOAT}(x[q]);
#endif
}
