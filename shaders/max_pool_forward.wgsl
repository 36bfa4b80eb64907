// max_pool_forward: the maximum of each window, channel by channel.
//
// math     y[n, p, q, c] = max over the R × S window at (p·stride − pad, q·stride − pad), as far as it lies in the picture, of
//          x[n, h, w, c]; NaN if one of them is, 0 if there is none
// reads    x (N, H, W, C)
// writes   y (N, P, Q, C)
// threads  N * P * Q * C, or a quarter with VEC4

${VALUES}
${WINDOW}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> y: array<Values>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.N * dims.P * dims.Q * (dims.C / WIDTH)) {
    return;
  }
  let spot = spot_of(index, dims.P, dims.Q);
  var best = Values();
  var none_yet = true;
  for (var r = 0u; r < dims.R; r++) {
    // Before the first row it is too large to be one.
    let h = spot.row * dims.stride + r - dims.pad;
    if (h >= dims.H) {
      continue;
    }
    for (var s = 0u; s < dims.S; s++) {
      let w = spot.column * dims.stride + s - dims.pad;
      if (w < dims.W) {
        let value = x[number_of_x(spot.n, h, w, spot.channels)];
        best = select(best, value, ((value > best) & !is_nan(best)) | is_nan(value) | Truths(none_yet));
        none_yet = false;
      }
    }
  }
  y[index] = best;
}
