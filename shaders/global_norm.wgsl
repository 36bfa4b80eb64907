// global_norm: the norm over all gradients, and the flag that halts updates once it or the loss is not finite.
//
// math     norm = sqrt(sum of partials), NaN where that is not finite
//          halted = 1 if norm or loss is not finite, else as it was
// reads    partials (512)   loss (R)
// writes   norm (R)
// updates  halted (R), 0 or 1
// threads  one workgroup of WORKGROUP per loss; a thread takes every WORKGROUP-th partial

struct Dims {
  R: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> norm: array<f32>;
@group(0) @binding(4) var<storage, read_write> halted: array<u32>;

override WORKGROUP: u32 = 32;
override PARTIALS: u32 = 512;

${LINEAR_INDEX}
${FINITE}
${REDUCE}
@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let r = linear_index(group, groups, 1u);
  if (r >= dims.R) {
    return;
  }
  var own = 0.0;
  var greatest = 0u;
  for (var p = thread; p < PARTIALS; p += WORKGROUP) {
    own += partials[p];
    greatest = max(greatest, magnitude_bits(partials[p]));
  }
  let total = sum_for_first(unless_infinite(own, greatest), place_of(thread), thread);
  if (thread != 0u) {
    return;
  }
  norm[r] = unless_infinite(sqrt(total), magnitude_bits(total));
  if (!is_finite(total) || !is_finite(loss[r])) {
    halted[r] = 1u;
  }
}
