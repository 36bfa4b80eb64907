// Floats of a buffer, one by one or four at a time: as the kernel is compiled, by VEC4.

#if ${VEC4}
alias Values = vec4f;
const WIDTH = 4u;

fn sum_of(x: vec4f) -> f32 {
  return dot(x, vec4f(1.0));
}

fn greatest_of(x: vec4f) -> f32 {
  return max(max(x.x, x.y), max(x.z, x.w));
}
#else
alias Values = f32;
const WIDTH = 1u;

fn sum_of(x: f32) -> f32 {
  return x;
}

fn greatest_of(x: f32) -> f32 {
  return x;
}
#endif
