# Reads the fields of a form, or fills them in and takes away what was drawn of
# them, as programs do that leave the drawing to who shows the form.
#
#   fill.py FILE                 the fields as JSON: name, kind, value, words
#   fill.py FILE VALUES.json OUT
import json
import sys

import pikepdf


def fields(field, above):
    name = above + str(field.T)
    kids = list(field.get("/Kids", []))
    if kids and "/T" in kids[0]:
        for kid in kids:
            yield from fields(kid, name + ".")
    else:
        yield name, field, kids or [field]


def said(field):
    value = field.get("/V", "")
    return str(value).lstrip("/") if isinstance(value, pikepdf.Name) else str(value)


pdf = pikepdf.open(sys.argv[1])
every = [f for top in pdf.Root.AcroForm.Fields for f in fields(top, "")]
if len(sys.argv) == 2:
    json.dump([{
        "name": name, "kind": str(field.FT), "flags": int(field.get("/Ff", 0)), "value": said(field),
        "words": [str(w.TU) for w in widgets], "states": [s for w in widgets if "/AS" in w for s in w.AP.N.keys() if s != "/Off"],
    } for name, field, widgets in every], sys.stdout)
else:
    values = json.load(open(sys.argv[2]))
    for name, field, widgets in every:
        value = values.get(name)
        if value is None:
            continue
        if field.FT == "/Tx":
            field.V = pikepdf.String(value)
            for w in widgets:
                del w["/AP"]
            continue
        field.V = pikepdf.Name("/" + value)
        for w in widgets:
            w.AS = pikepdf.Name("/" + value) if "/" + value in w.AP.N else pikepdf.Name("/Off")
    pdf.save(sys.argv[3])
