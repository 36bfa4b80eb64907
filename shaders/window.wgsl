// Windows that pooling goes over: R × S pixels, `stride` apart, `pad` pixels of nothing around the picture. WIDTH channels a
// thread.
struct Dims {
  N: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  Q: u32,
  R: u32,
  S: u32,
  stride: u32,
  pad: u32,
}

override WORKGROUP: u32 = 64;

${DIVIDE}
${LINEAR_INDEX}
// Picture, row, column and channels of number `index` of an array of pictures that are `height` × `width` pixels large.
struct Spot {
  n: u32,
  row: u32,
  column: u32,
  channels: u32,
}

fn spot_of(index: u32, height: u32, width: u32) -> Spot {
  let pixel = divide(index, dims.C / WIDTH);
  let across = divide(pixel.x, width);
  let down = divide(across.x, height);
  return Spot(down.x, down.y, across.y, pixel.y);
}

// Where number `channels` of a pixel of x lies.
fn number_of_x(n: u32, row: u32, column: u32, channels: u32) -> u32 {
  return ((n * dims.H + row) * dims.W + column) * (dims.C / WIDTH) + channels;
}
#if ${VEC4}
alias Truths = vec4<bool>;
alias Bits = vec4u;

fn is_any(truths: Truths) -> bool {
  return any(truths);
}
#else
alias Truths = bool;
alias Bits = u32;

// Chromium 143 makes invalid SPIR-V of any() of one bool.
fn is_any(truth: Truths) -> bool {
  return truth;
}
#endif

// By its bits: a compiler may take it that there is no NaN.
fn is_nan(value: Values) -> Truths {
  return (bitcast<Bits>(value) & Bits(0x7fffffffu)) > Bits(0x7f800000u);
}
