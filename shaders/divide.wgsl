// Quotient and remainder of a < 2³¹ by b < 2¹⁹, by way of floats: a division of integers takes software adapters many times
// as long, and GPUs no less.
//
// WGSL lets a quotient of floats err by 2.5 units in the last place, and GPUs do: that of two equal numbers may be less than
// 1. The first quotient leaves a rest of a few b; half a unit more than that is never so near to a multiple of b that the
// second one could err by a whole number.
fn divide(a: u32, b: u32) -> vec2u {
  let about = u32(f32(a) / f32(b));
  let rest = i32(a - about * b);
  let more = i32(floor((f32(rest) + 0.5) / f32(b)));
  return vec2u(about + u32(more), u32(rest - more * i32(b)));
}
