// What the pixels of x see of dy, as the left factor of a product.
//
// The padded picture is cut into blocks of stride × stride pixels: all pixels of a block see the same windows, each at another
// place, and places that lie `stride` apart at other windows. So line i is block i, those of a picture that hold pixels of
// x row by row, and its places are the F numbers of dy at the windows (p − t, q − u), where (p, q) is the block's place
// among all blocks and t, u run over the most windows that a pixel can see either way; 0 where there is no such window.

// How many windows that many pixels wide can see a pixel.
fn taps(window: u32) -> u32 {
#if ${STRIDE_1}
  return window;
#else
  return divide(window + dims.stride - 1u, dims.stride).x;
#endif
}

// How many blocks that many pixels lie in.
fn blocks(length: u32) -> u32 {
  return divide(length + divide(dims.pad, dims.stride).y + dims.stride - 1u, dims.stride).x;
}

// A block: its picture, and its row and column among the blocks of the padded picture.
struct Block {
  picture: u32,
  row: u32,
  column: u32,
}

fn block_at(i: u32) -> Block {
  let across = divide(i, blocks(dims.W));
  let down = divide(across.x, blocks(dims.H));
  let before = divide(dims.pad, dims.stride).x;
  return Block(down.x, down.y + before, across.y + before);
}

#if ${LEFT_GATHERED}
// A block: where the pixels of y of its picture begin, and its row and column.
struct LeftLine {
  picture: u32,
  row: u32,
  column: u32,
}

struct Place {
  t: u32,
  u: u32,
  f: u32,
}

fn block_line(i: u32) -> LeftLine {
  let block = block_at(i);
  return LeftLine(block.picture * dims.P * dims.Q, block.row, block.column);
}

fn place_in_window(j: u32) -> Place {
  let filters = divide(j, dims.F);
  let down = divide(filters.x, taps(dims.S));
  return Place(down.x, down.y, filters.y);
}

// The number of dy's pixel whose window it is, and whether there is one.
struct Seen {
  by: u32,
  at_all: bool,
}

fn seen(line: LeftLine, place: Place) -> Seen {
  // What would be negative is too large instead. No && here: SwiftShader takes gigabytes to compile so many branches.
  let p = line.row - place.t;
  let q = line.column - place.u;
  return Seen(line.picture + p * dims.Q + q, (p < dims.P) & (q < dims.Q));
}

#if ${DY_IN_VEC4}
alias LeftPlace = Place;

fn left_place(j: u32) -> LeftPlace {
  return place_in_window(j);
}

fn block_sees(line: LeftLine, place: LeftPlace) -> vec4f {
  let pixel = seen(line, place);
  return select(vec4f(), dy4(pixel.by * dims.G + dims.f_first + place.f), pixel.at_all);
}
#else
alias LeftPlace = u32;

fn left_place(j: u32) -> LeftPlace {
  return j;
}

// Four numbers that need not belong to the same pixel.
fn block_sees(line: LeftLine, j: LeftPlace) -> vec4f {
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
// Every pixel is one block and one window.
fn block_line(pixel: u32) -> LeftLine {
  return dy_line(pixel * dims.G + dims.f_first);
}

fn block_sees(line: LeftLine, place: LeftPlace) -> vec4f {
  return dy_at(line, place);
}
#endif
