// global_norm: the norm of all gradients together, and the brake that stops training once it or the loss is not finite.
//
// math     norm = sqrt(sum of partials), NaN where that is not finite
//          halted = 1 if norm or loss is not finite, else as it was
// reads    partials (256)   loss (R)
// writes   norm (R)
// updates  halted (R), 0 or 1
// threads  R, one per loss

struct Dims {
  R: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> norm: array<f32>;
@group(0) @binding(4) var<storage, read_write> halted: array<u32>;

override WORKGROUP: u32 = 64;
override PARTIALS: u32 = 256;

${LINEAR_INDEX}
${FINITE}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let r = linear_index(id, groups, WORKGROUP);
  if (r >= dims.R) {
    return;
  }
  var total = 0.0;
  var greatest = 0u;
  for (var p = 0u; p < PARTIALS; p++) {
    total += partials[p];
    greatest = max(greatest, magnitude_bits(partials[p]));
  }
  greatest = max(greatest, magnitude_bits(total));
  norm[r] = unless_infinite(sqrt(total), greatest);
  if (greatest >= INFINITE || !is_finite(loss[r])) {
    halted[r] = 1u;
  }
}
