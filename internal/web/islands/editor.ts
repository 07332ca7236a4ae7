// Rich text for prose in which figures are bound, not typed.
//
//   <textarea name="part1" data-editor data-figures="figures"></textarea>
//   <ul id="figures" hidden><li data-name="matters.received" data-value="142" data-source="表三第一行">收到申请</li></ul>
//
// The textarea stays the form's field and its text the one format there is, so
// that the page means the same without this script:
//   paragraphs apart by an empty line; "## " a heading; "- " and "1. " lists;
//   **bold**; {{matters.received}} a bound figure.
import { Editor, Node, mergeAttributes } from "@tiptap/core";
import type { JSONContent } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";

type Figure = { name: string; value: string; source: string; label: string };

const inline = (text: string): JSONContent[] => {
  const out: JSONContent[] = [];
  let bold = false;
  for (const piece of text.split(/(\*\*|\{\{[\w.\-]+\}\})/)) {
    const marks = bold ? [{ type: "bold" }] : undefined;
    if (piece === "**") bold = !bold;
    else if (piece.startsWith("{{") && piece.endsWith("}}")) out.push({ type: "figure", attrs: { name: piece.slice(2, -2) }, marks });
    else if (piece) out.push({ type: "text", text: piece, marks });
  }
  return out;
};

// read makes the editor's document of the textarea's text.
const read = (text: string): JSONContent => {
  const content: JSONContent[] = [];
  for (const block of text.replace(/\r/g, "").split(/\n{2,}/)) {
    const lines = block.split("\n").filter((l) => l.trim() !== "");
    const bullets = lines.length > 0 && lines.every((l) => /^- /.test(l));
    const numbers = lines.length > 0 && lines.every((l) => /^\d+\. /.test(l));
    if (bullets || numbers) {
      content.push({
        type: bullets ? "bulletList" : "orderedList",
        content: lines.map((l) => ({ type: "listItem", content: [{ type: "paragraph", content: inline(l.replace(/^(- |\d+\. )/, "")) }] })),
      });
      continue;
    }
    for (const l of lines)
      content.push(l.startsWith("## ") ? { type: "heading", attrs: { level: 3 }, content: inline(l.slice(3)) } : { type: "paragraph", content: inline(l) });
  }
  return { type: "doc", content: content.length ? content : [{ type: "paragraph" }] };
};

// write makes the text again.
const write = (doc: JSONContent): string => {
  const words = (n?: JSONContent[]): string =>
    (n ?? [])
      .map((c) => {
        const t = c.type === "figure" ? `{{${c.attrs?.name}}}` : c.type === "hardBreak" ? " " : (c.text ?? words(c.content));
        return c.marks?.some((m) => m.type === "bold") ? `**${t}**` : t;
      })
      .join("")
      .replace(/\*\*\*\*/g, ""); // bold beside bold is one bold
  return (doc.content ?? [])
    .map((b) => {
      if (b.type === "heading") return "## " + words(b.content);
      if (b.type === "bulletList" || b.type === "orderedList")
        return (b.content ?? []).map((li, i) => (b.type === "bulletList" ? "- " : `${i + 1}. `) + words(li.content)).join("\n");
      return words(b.content);
    })
    .filter((s) => s.trim() !== "")
    .join("\n\n");
};

const figureNode = (figures: Map<string, Figure>) =>
  Node.create({
    name: "figure",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ name: { default: "" } }),
    parseHTML: () => [{ tag: "span[data-figure]", getAttrs: (el) => ({ name: (el as HTMLElement).dataset.figure }) }],
    renderHTML: ({ node, HTMLAttributes }) => {
      const f = figures.get(node.attrs.name);
      return [
        "span",
        mergeAttributes(HTMLAttributes, {
          "data-figure": node.attrs.name, class: f ? "figure" : "figure gone", title: f ? `${f.label}：${f.source}` : "没有这个数字",
        }),
        f ? f.value : `{{${node.attrs.name}}}`,
      ];
    },
    renderText: ({ node }) => figures.get(node.attrs.name)?.value ?? "",
  });

const start = (area: HTMLTextAreaElement): void => {
  const figures = new Map<string, Figure>();
  for (const li of document.querySelectorAll<HTMLElement>(`#${area.dataset.figures ?? "figures"} > [data-name]`))
    figures.set(li.dataset.name!, { name: li.dataset.name!, value: li.dataset.value ?? "", source: li.dataset.source ?? "", label: li.textContent?.trim() ?? "" });
  const box = Object.assign(document.createElement("div"), { className: "editor" });
  const bar = Object.assign(document.createElement("div"), { className: "editor-bar" });
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "文字格式");
  const label = area.labels?.[0];
  if (label && !label.id) label.id = `${area.id || area.name}-label`;
  const attributes: Record<string, string> = { role: "textbox", "aria-multiline": "true", class: "prose" };
  if (label) attributes["aria-labelledby"] = label.id;
  else attributes["aria-label"] = area.getAttribute("aria-label") ?? "正文";
  const hint = area.getAttribute("aria-describedby");
  if (hint) attributes["aria-describedby"] = hint;
  area.before(box);
  box.append(bar);
  const editor = new Editor({
    element: box,
    injectCSS: false, // the style sheet is ours; nothing inline under the policy
    editable: !area.readOnly && !area.disabled,
    extensions: [
      StarterKit.configure({ heading: { levels: [3] }, blockquote: false, code: false, codeBlock: false, horizontalRule: false, italic: false, strike: false, underline: false, link: false }),
      figureNode(figures),
    ],
    content: read(area.value),
    editorProps: { attributes },
    onUpdate: ({ editor }) => {
      area.value = write(editor.getJSON());
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onBlur: () => area.dispatchEvent(new Event("change", { bubbles: true })),
  });
  area.hidden = true;
  label?.addEventListener("click", () => editor.commands.focus());

  const button = (text: string, run: () => void, on: () => boolean): void => {
    const b = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: text });
    b.addEventListener("click", run);
    const show = (): void => b.setAttribute("aria-pressed", String(on()));
    editor.on("transaction", show);
    show();
    bar.append(b);
  };
  button("加粗", () => editor.chain().focus().toggleBold().run(), () => editor.isActive("bold"));
  button("小标题", () => editor.chain().focus().toggleHeading({ level: 3 }).run(), () => editor.isActive("heading"));
  button("项目列表", () => editor.chain().focus().toggleBulletList().run(), () => editor.isActive("bulletList"));
  button("编号列表", () => editor.chain().focus().toggleOrderedList().run(), () => editor.isActive("orderedList"));
  if (figures.size > 0) {
    const pick = document.createElement("select");
    pick.setAttribute("aria-label", "插入数字");
    pick.dataset.nosave = "";
    pick.append(new Option("插入数字…", ""));
    for (const f of figures.values()) pick.append(new Option(`${f.label} ${f.value}`, f.name));
    pick.addEventListener("change", () => {
      if (pick.value) editor.chain().focus().insertContent({ type: "figure", attrs: { name: pick.value } }).run();
      pick.value = "";
    });
    bar.append(pick);
  }
};

for (const a of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-editor]")) start(a);
