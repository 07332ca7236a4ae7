// Copies the fonts that the program embeds (Noto Serif SC and Noto Sans SC,
// SIL Open Font License) from node_modules to internal/render/fonts, with
// their licences. Usage: node tools/fonts.mjs [path of node_modules]
import { copyFile, mkdir, stat } from "node:fs/promises";
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

await mkdir(target, { recursive: true });
for (const [from, to] of files) {
  const source = join(modules, "@expo-google-fonts", from);
  const destination = join(target, to);
  try {
    await copyFile(source, destination);
  } catch (error) {
    console.error(`fonts: ${from} is missing (${error.code}); run npm ci first`);
    process.exit(1);
  }
  console.log(`fonts: ${to} ${Math.round((await stat(destination)).size / 1024)} KB`);
}
