// max_pool_backward: the gradient of each window's maximum goes to the first number that equals it.
//
// math     dx[n, h, w, c] = Σ dy[n, p, q, c] over the windows in which x[n, h, w, c] is the first number, row by row, that
//          equals the maximum y[n, p, q, c]; NaN equals NaN  (+ dx[n, h, w, c] with ACCUMULATE)
// reads    x (N, H, W, C)   y (N, P, Q, C)   dy (N, P, Q, C)
// updates  dx (N, H, W, C)
// threads  N * H * W * C, or a quarter with VEC4: each asks the windows that it lies in, so that none adds to what others do

${VALUES}
${WINDOW}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read> y: array<Values>;
@group(0) @binding(3) var<storage, read> dy: array<Values>;
@group(0) @binding(4) var<storage, read_write> dx: array<Values>;

fn is_maximum(value: Values, maximum: Values) -> Truths {
  return ((value == maximum) & !is_nan(maximum)) | (is_nan(value) & is_nan(maximum));
}

// Whether a number before place (own_r, own_s) of the window at (top, left), which may lie before the picture, is its maximum.
fn won_before(spot: Spot, top: u32, left: u32, own_r: u32, own_s: u32, maximum: Values) -> Truths {
  var won = Truths();
  for (var r = 0u; r <= own_r; r++) {
    if (top + r >= dims.H) {
      continue;
    }
    for (var s = 0u; s < select(dims.S, own_s, r == own_r); s++) {
      if (left + s < dims.W) {
        won = won | is_maximum(x[number_of_x(spot.n, top + r, left + s, spot.channels)], maximum);
      }
    }
  }
  return won;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.N * dims.H * dims.W * (dims.C / WIDTH)) {
    return;
  }
  let spot = spot_of(index, dims.H, dims.W);
  let own = x[index];
  var grad = Values();
  // The windows that the pixel lies in: from the first that reaches it to the last that begins before it.
  let row = spot.row + dims.pad;
  let column = spot.column + dims.pad;
  for (var p = (max(row, dims.R - 1u) + dims.stride - dims.R) / dims.stride; p < dims.P && p * dims.stride <= row; p++) {
    let r = row - p * dims.stride;
    for (
      var q = (max(column, dims.S - 1u) + dims.stride - dims.S) / dims.stride;
      q < dims.Q && q * dims.stride <= column;
      q++
    ) {
      let s = column - q * dims.stride;
      let window = ((spot.n * dims.P + p) * dims.Q + q) * (dims.C / WIDTH) + spot.channels;
      let maximum = y[window];
      let won = is_maximum(own, maximum);
      if (r < dims.R && s < dims.S && is_any(won)) {
        let before = won_before(spot, p * dims.stride - dims.pad, q * dims.stride - dims.pad, r, s, maximum);
        grad += select(Values(), dy[window], won & !before);
      }
    }
  }
#if ${ACCUMULATE}
  dx[index] += grad;
#else
  dx[index] = grad;
#endif
}
