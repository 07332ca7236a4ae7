package whole_test

// ofd makes a file of one page with objects and more parts.
func ofd(objects string, parts ...string) []byte {
	all := []string{
		"OFD.xml", `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml", `<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData></ofd:Document>`,
		"Doc_0/Pages/Page_0/Content.xml", `<ofd:Page><ofd:Content><ofd:Layer>` + objects + `</ofd:Layer></ofd:Content></ofd:Page>`,
	}
	return zipOf(append(all, parts...)...)
}

func textObject(attrs, inner, text string) string {
	return `<ofd:TextObject Boundary="20 30 100 10" Size="5" ` + attrs + `>` + inner + `<ofd:TextCode X="0" Y="5" DeltaX="g 17 2.5">` + text + `</ofd:TextCode></ofd:TextObject>`
}

func ofdPlaces() []place {
	list := []place{
		{name: "text", file: ofd(textObject("", "", secret)), said: "第 1 页"},
		{name: "number cut over objects", file: ofd(textObject("", "", "110105") + `<ofd:TextObject Boundary="35 30 100 10" Size="5"><ofd:TextCode X="0" Y="5">19491231002X</ofd:TextCode></ofd:TextObject>`), said: "第 1 页"},
		{name: "white text", file: ofd(textObject("", `<ofd:FillColor Value="255 255 255"/>`, secret)), said: "白色文字"},
		{name: "invisible object", file: ofd(textObject(`Visible="false"`, "", secret)), said: "不可见文字"},
		{name: "transparent object", file: ofd(textObject(`Alpha="0"`, "", secret)), said: "透明文字"},
		{name: "off the page", file: ofd(`<ofd:TextObject Boundary="500 30 100 10" Size="5"><ofd:TextCode X="0" Y="5">` + secret + `</ofd:TextCode></ofd:TextObject>`), said: "页面外"},
		{name: "template", file: ofd("", "Doc_0/Tpls/Tpl_0/Content.xml", `<ofd:Page><ofd:Content><ofd:Layer>`+textObject("", "", secret)+`</ofd:Layer></ofd:Content></ofd:Page>`), said: "模板页"},
		{name: "metadata", file: zipOf("OFD.xml", `<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:Author>`+secret+`</ofd:Author></ofd:DocInfo></ofd:DocBody></ofd:OFD>`), said: "元数据"},
		{name: "annotation", file: ofd("", "Doc_0/Annots/Page_0/Annotation.xml", `<ofd:PageAnnot><ofd:Annot><ofd:Remark>`+secret+`</ofd:Remark></ofd:Annot></ofd:PageAnnot>`), said: "批注"},
		{name: "attachment", file: ofd("", "Doc_0/Attachs/a.xlsx", string(xlsx(sheetOf(cellText("A1", secret))))), said: "附件"},
		{name: "tag of its own", file: ofd("", "Doc_0/Tags/CustomTag.xml", `<t><id>`+secret+`</id></t>`), said: "自定义标引"},
		{name: "outline", file: zipOf("OFD.xml", "<OFD/>", "Doc_0/Document.xml", `<ofd:Document><ofd:Outlines><ofd:OutlineElem Title="`+secret+`"/></ofd:Outlines></ofd:Document>`), said: "文档"},
		{name: "older version", file: ofd("", "Doc_0/Versions/V1/Document.xml", `<x>`+secret+`</x>`), said: ""},
		{name: "value of a signature", file: ofd("", "Doc_0/Signs/Sign_0/SignedValue.dat", "\x30\x82"+secret+"\x00"), said: ""},
		{name: "under a black bar", file: ofd(textObject("", "", secret) + `<ofd:PathObject Boundary="15 25 120 20" Fill="true"><ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L 120 0 L 120 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>`), said: ""},
		{name: "composed graphic", file: ofd("", "Doc_0/Res/Composite.xml", `<ofd:Res><ofd:CompositeGraphicUnit>`+textObject("", "", secret)+`</ofd:CompositeGraphicUnit></ofd:Res>`), said: ""},
		{name: "picture alone", file: ofd(`<ofd:ImageObject Boundary="0 0 210 297"/>`), said: "hidden 没有文字层"},
	}
	for i := range list {
		list[i].format = "ofd"
	}
	return list
}
