// What the pixels of x see of dy, as the left factor of a product: line i is pixel i of x, and its places are the R × S × F
// numbers of dy at the pixels in whose windows it has place (r, s); 0 where there is no such window.

#if ${LEFT_GATHERED}
// A pixel of x: where the pixels of y of its picture begin, and its row and column in the padded picture.
struct LeftLine {
  picture: u32,
  row: u32,
  column: u32,
}

struct Place {
  r: u32,
  s: u32,
  f: u32,
}

fn pixel_line(pixel: u32) -> LeftLine {
  let across = divide(pixel, dims.W);
  let down = divide(across.x, dims.H);
  return LeftLine(down.x * dims.P * dims.Q, down.y + dims.pad, across.y + dims.pad);
}

fn place_in_window(j: u32) -> Place {
  let filters = divide(j, dims.F);
  let down = divide(filters.x, dims.S);
  return Place(down.x, down.y, filters.y);
}

// The number of dy's pixel in whose window the line has this place, and whether there is one.
struct Seen {
  by: u32,
  at_all: bool,
}

fn seen(line: LeftLine, place: Place) -> Seen {
  // What would be negative is too large instead. No && here: SwiftShader takes gigabytes to compile so many branches.
#if ${STRIDE_1}
  let p = line.row - place.r;
  let q = line.column - place.s;
  return Seen(line.picture + p * dims.Q + q, (p < dims.P) & (q < dims.Q));
#else
  let down = divide(line.row - place.r, dims.stride);
  let across = divide(line.column - place.s, dims.stride);
  let whole = ((down.y | across.y) == 0u) & (line.row >= place.r) & (line.column >= place.s);
  return Seen(line.picture + down.x * dims.Q + across.x, whole & (down.x < dims.P) & (across.x < dims.Q));
#endif
}

#if ${DY_IN_VEC4}
alias LeftPlace = Place;

fn left_place(j: u32) -> LeftPlace {
  return place_in_window(j);
}

fn pixel_at(line: LeftLine, place: LeftPlace) -> vec4f {
  let pixel = seen(line, place);
  return select(vec4f(), dy4(pixel.by * dims.G + dims.f_first + place.f), pixel.at_all);
}
#else
alias LeftPlace = u32;

fn left_place(j: u32) -> LeftPlace {
  return j;
}

// Four numbers that need not belong to the same pixel.
fn pixel_at(line: LeftLine, j: LeftPlace) -> vec4f {
  var numbers: vec4f;
  for (var k = 0u; k < 4u; k++) {
    let place = place_in_window(j + k);
    let pixel = seen(line, place);
    if (pixel.at_all) {
      numbers[k] = f32(dy[pixel.by * dims.G + dims.f_first + place.f]);
    }
  }
  return numbers;
}
#endif
#else
// Every pixel is one window.
fn pixel_line(pixel: u32) -> LeftLine {
  return dy_line(pixel * dims.G + dims.f_first);
}

fn pixel_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return dy_at(line, place);
}
#endif
