// What the windows of a convolution see of x, as the left factor of a product: line i is the window of pixel i of y, and
// its places are the R × S × C numbers of the window, padding included, which is 0.

#if ${LEFT_GATHERED}
// Where the window begins: the number of x at its corner, were there one, and its row and column in the picture.
struct LeftLine {
  corner: i32,
  row: i32,
  column: i32,
}

struct Place {
  beyond: i32,
  r: u32,
  s: u32,
}

fn window_line(pixel: u32) -> LeftLine {
  let across = divide(pixel, dims.Q);
  let down = divide(across.x, dims.P);
  let row = i32(down.y * dims.stride) - i32(dims.pad);
  let column = i32(across.y * dims.stride) - i32(dims.pad);
  return LeftLine(((i32(down.x * dims.H) + row) * i32(dims.W) + column) * i32(dims.C), row, column);
}

fn place_in_window(j: u32) -> Place {
  let pixel = divide(j, dims.C);
  let down = divide(pixel.x, dims.S);
  return Place(i32((down.x * dims.W + down.y) * dims.C + pixel.y), down.x, down.y);
}

fn in_picture(line: LeftLine, place: Place) -> bool {
  return (u32(line.row) + place.r < dims.H) & (u32(line.column) + place.s < dims.W);
}

#if ${X_IN_VEC4}
alias LeftPlace = Place;

fn left_place(j: u32) -> LeftPlace {
  return place_in_window(j);
}

fn window_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return select(vec4f(), x4(u32(line.corner + place.beyond)), in_picture(line, place));
}
#else
alias LeftPlace = u32;

fn left_place(j: u32) -> LeftPlace {
  return j;
}

// Four numbers that need not belong to the same pixel.
fn window_at(line: LeftLine, j: LeftPlace) -> vec4f {
  var numbers: vec4f;
  for (var k = 0u; k < 4u; k++) {
    let place = place_in_window(j + k);
    if (in_picture(line, place)) {
      numbers[k] = f32(x[line.corner + place.beyond]);
    }
  }
  return numbers;
}
#endif
#else
// One pixel, and each has a window.
fn window_line(pixel: u32) -> LeftLine {
  return x_line(pixel * dims.C);
}

fn window_at(line: LeftLine, place: LeftPlace) -> vec4f {
  return x_at(line, place);
}
#endif
