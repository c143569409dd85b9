package pdf

import (
	"fmt"
	"strconv"
)

// links writes the annotations of the links: the objects of each page. Each is
// a key of the tree's own table, behind those of the pages, and says where it
// leads (ISO 14289-1, 7.18.5).
func (w *finisher) links(t *tree) [][]int {
	pages := make([][]int, len(t.marks))
	for i := range t.links {
		l := &t.links[i]
		var rect []byte
		for _, v := range []length{l.left, l.bottom, l.right, l.top} {
			rect = append(appendPoints(rect, v), ' ')
		}
		n := w.next()
		w.put(n, fmt.Sprintf("<</Type /Annot /Subtype /Link /Rect [%s] /Border [0 0 0] /F 4 /P %d 0 R /StructParent %d /A <</S /URI /URI %s>> /Contents %s>>",
			rect[:len(rect)-1], pageObject(l.page), len(t.marks)+i, literal(address(l.uri)), textString(plainText(l.uri))))
		l.number = n
		pages[l.page] = append(pages[l.page], n)
	}
	return pages
}

// structure writes the tree and is the number of its root (ISO 32000-1, 14.7).
// The file is in language.
func (w *finisher) structure(t *tree, language string) int {
	root, parents := w.next(), w.next()
	w.number(t.root)
	w.element(t, t.root, root, language)
	w.begin(parents)
	w.dicts = append(w.dicts, "<</Nums ["...)
	for i, marks := range t.marks {
		w.dicts = append(strconv.AppendInt(w.dicts, int64(i), 10), " ["...)
		for _, e := range marks {
			w.ref(e.number)
		}
		w.dicts = append(w.dicts, "]\n"...)
	}
	for i, l := range t.links {
		w.dicts = append(strconv.AppendInt(w.dicts, int64(len(t.marks)+i), 10), ' ')
		w.ref(l.of.number)
	}
	for i, f := range t.widgets {
		w.dicts = append(strconv.AppendInt(w.dicts, int64(len(t.marks)+len(t.links)+i), 10), ' ')
		w.ref(f.of.number)
	}
	w.dicts = append(w.dicts, "]>>\n"...)
	w.put(root, fmt.Sprintf("<</Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R /ParentTreeNextKey %d>>",
		t.root.number, parents, len(t.marks)+len(t.links)+len(t.widgets)))
	return root
}

// ref appends a reference and a space.
func (w *finisher) ref(n int) {
	w.dicts = append(strconv.AppendInt(w.dicts, int64(n), 10), " 0 R "...)
}

// number gives e and all in it the numbers of their objects.
func (w *finisher) number(e *element) {
	e.number = w.next()
	for _, k := range e.kids {
		if k.of != nil {
			w.number(k.of)
		}
	}
}

// element writes e and all in it. What stands around is in language.
func (w *finisher) element(t *tree, e *element, parent int, language string) {
	w.begin(e.number)
	w.dicts = append(append(w.dicts, "<</Type /StructElem /S /"...), e.kind...)
	w.dicts = append(w.dicts, " /P "...)
	w.ref(parent)
	if e.title != "" && e != t.root {
		w.dicts = append(append(w.dicts, "/T "...), textString(e.title)...)
	}
	if e.lang != "" && e.lang != language {
		language = e.lang
		w.dicts = append(append(w.dicts, "/Lang "...), literal(language)...)
	}
	if e.alt != "" {
		w.dicts = append(append(w.dicts, "/Alt "...), textString(e.alt)...)
	}
	if e.actual != "" {
		w.dicts = append(append(w.dicts, "/ActualText "...), textString(e.actual)...)
	}
	if e.attr != "" {
		w.dicts = append(append(w.dicts, "/A "...), e.attr...)
	}
	page := -1 // of the marks that need not name theirs
	for _, k := range e.kids {
		if k.of == nil {
			page = k.page
			w.dicts = append(w.dicts, "/Pg "...)
			w.ref(pageObject(page))
			break
		}
	}
	if len(e.kids) > 0 {
		w.dicts = append(w.dicts, "/K ["...)
		for _, k := range e.kids {
			w.kid(t, k, page)
		}
		w.dicts[len(w.dicts)-1] = ']'
	}
	w.dicts = append(w.dicts, ">>\n"...)
	for _, k := range e.kids {
		if k.of != nil {
			w.element(t, k.of, e.number, language)
		}
	}
}

// annotation appends the place of an annotation on a page.
func (w *finisher) annotation(page, number int) {
	w.dicts = append(w.dicts, "<</Type /OBJR /Pg "...)
	w.ref(pageObject(page))
	w.dicts = append(w.dicts, "/Obj "...)
	w.ref(number)
	w.dicts = append(w.dicts, ">> "...)
}

// kid appends one kid of an element whose page is page, and a space.
func (w *finisher) kid(t *tree, k kid, page int) {
	switch {
	case k.of != nil:
		w.ref(k.of.number)
	case k.link:
		w.annotation(k.page, t.links[k.n].number)
	case k.widget:
		w.annotation(k.page, t.widgets[k.n].number)
	case k.page == page:
		w.dicts = append(strconv.AppendInt(w.dicts, int64(k.n), 10), ' ')
	default:
		w.dicts = append(w.dicts, "<</Type /MCR /Pg "...)
		w.ref(pageObject(k.page))
		w.dicts = append(w.dicts, "/MCID "...)
		w.dicts = append(strconv.AppendInt(w.dicts, int64(k.n), 10), ">> "...)
	}
}
