// Sizes of a convolution: N pictures of H × W pixels with C channels become P × Q pixels with F channels, those from f_first
// on of G, through windows of R × S pixels, `stride` apart and with `pad` pixels of zeros around the picture.
struct Dims {
  N: u32,
  H: u32,
  W: u32,
  C: u32,
  P: u32,
  Q: u32,
  F: u32,
  G: u32,
  R: u32,
  S: u32,
  stride: u32,
  pad: u32,
  f_first: u32,
}

${DIVIDE}
