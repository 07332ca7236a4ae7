// Copies the fonts that the program embeds (Noto Serif SC and Noto Sans SC,
// SIL Open Font License) from node_modules to internal/render/fonts, with
// their licences. The glyphs of common characters are copied once more, close to
// each other, into a table of our own: a document's characters lie scattered
// over 15 MB otherwise, and reading them would keep all of that in memory. Usage: node tools/fonts.mjs [path of node_modules]
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = process.argv[2] ?? join(root, "node_modules");
const target = join(root, "internal", "render", "fonts");

const files = [
  ["noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf"],
  ["noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf"],
  ["noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf"],
  ["noto-serif-sc/LICENSE_FONT", "NotoSerifSC-OFL.txt"],
  ["noto-sans-sc/LICENSE_FONT", "NotoSansSC-OFL.txt"],
];

// common gives characters, the likeliest to be printed first: ASCII, what the
// program's own texts use by how often, then the first level of GB 2312.
async function common() {
  const counts = new Map();
  const folder = join(root, "internal");
  for (const name of (await readdir(folder, { recursive: true })).filter((n) => /\.(go|html|md|txt)$/.test(n)).sort()) {
    for (const c of await readFile(join(folder, name), "utf8")) {
      if (c >= "\u2010" && c <= "\uffef") counts.set(c, (counts.get(c) ?? 0) + 1);
    }
  }
  const list = new Set();
  for (let c = 0x20; c < 0x7f; c++) list.add(String.fromCharCode(c));
  for (const [c] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) list.add(c);
  const gb = new TextDecoder("gb18030");
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++) list.add(gb.decode(Uint8Array.of(row, cell)));
  }
  return list;
}

// withNear gives the font with the table "near": how many glyphs, then for each,
// by its id, the id (16 bits) and where in the table its drawing begins and
// ends (32 bits each), then the drawings in the order of characters.
function withNear(font, characters) {
  const tables = new Map();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    const offset = font.readUInt32BE(at + 8);
    tables.set(font.toString("latin1", at, at + 4), font.subarray(offset, offset + font.readUInt32BE(at + 12)));
  }
  const [glyf, loca] = [tables.get("glyf"), tables.get("loca")];
  if (tables.get("head").readUInt16BE(50) !== 1) throw new Error("fonts: the loca table is expected in its long form");
  const id = glyphs(tables.get("cmap"));
  const entries = new Map([[0, null]]); // .notdef comes first
  for (const c of characters) {
    const g = id(c.codePointAt(0));
    if (g) entries.set(g, null);
  }
  const drawings = [];
  let at = 2 + 10 * entries.size;
  for (const g of entries.keys()) {
    const drawing = glyf.subarray(loca.readUInt32BE(4 * g), loca.readUInt32BE(4 * g + 4));
    entries.set(g, [at, at + drawing.length]);
    drawings.push(drawing);
    at += drawing.length;
  }
  const index = Buffer.alloc(2 + 10 * entries.size);
  index.writeUInt16BE(entries.size);
  [...entries].sort((a, b) => a[0] - b[0]).forEach(([g, [from, to]], i) => {
    index.writeUInt16BE(g, 2 + 10 * i);
    index.writeUInt32BE(from, 4 + 10 * i);
    index.writeUInt32BE(to, 8 + 10 * i);
  });
  tables.set("near", Buffer.concat([index, ...drawings]));
  return assemble(font.readUInt32BE(0), tables);
}

// glyphs reads the cmap's table of format 12.
function glyphs(cmap) {
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const t = cmap.subarray(cmap.readUInt32BE(8 + 8 * i));
    if (t.readUInt16BE(0) !== 12) continue;
    const groups = [];
    for (let g = 0; g < t.readUInt32BE(12); g++) groups.push([0, 4, 8].map((n) => t.readUInt32BE(16 + 12 * g + n)));
    return (c) => {
      const group = groups.find(([first, last]) => c >= first && c <= last);
      return group ? group[2] + c - group[0] : 0;
    };
  }
  throw new Error("fonts: no cmap of format 12");
}

// assemble writes a font file; tables are put in the order of their names.
function assemble(version, tables) {
  const names = [...tables.keys()].sort();
  const head = Buffer.alloc(12 + 16 * names.length);
  const power = 2 ** Math.floor(Math.log2(names.length));
  head.writeUInt32BE(version, 0);
  [names.length, power * 16, Math.log2(power), (names.length - power) * 16].forEach((n, i) => head.writeUInt16BE(n, 4 + 2 * i));
  const parts = [head];
  let at = head.length;
  names.forEach((name, i) => {
    const t = tables.get(name);
    const padded = Buffer.concat([t, Buffer.alloc(-t.length & 3)]);
    let sum = 0;
    for (let n = 0; n < padded.length; n += 4) sum = (sum + padded.readUInt32BE(n)) >>> 0;
    head.write(name, 12 + 16 * i, "latin1");
    [sum, at, t.length].forEach((n, k) => head.writeUInt32BE(n, 16 + 16 * i + 4 * k));
    parts.push(padded);
    at += padded.length;
  });
  return Buffer.concat(parts);
}

const characters = await common();
await mkdir(target, { recursive: true });
for (const [from, to] of files) {
  const source = join(modules, "@expo-google-fonts", from);
  const destination = join(target, to);
  try {
    if (to.endsWith(".ttf")) await writeFile(destination, withNear(await readFile(source), characters));
    else await copyFile(source, destination);
  } catch (error) {
    console.error(error.code ? `fonts: ${from} is missing (${error.code}); run npm ci first` : error);
    process.exit(1);
  }
  console.log(`fonts: ${to} ${Math.round((await stat(destination)).size / 1024)} KB`);
}
