"""What WeasyPrint leaves out for a PDF/A-3a file that is a PDF/UA-1 file too."""

import pydyf

# PDF/A allows a foreign property in the XMP only together with a description of its schema (ISO 19005-3, 6.6.2.3).
PDFUA_XMP = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
RDF_END = b"</rdf:RDF>"


def finish(document, pdf: pydyf.PDF) -> None:
    """Called by WeasyPrint just before the file is written."""
    _say_pdf_ua(pdf)
    _give_headers_their_scope(pdf)


def _say_pdf_ua(pdf: pydyf.PDF) -> None:
    inner = PDFUA_XMP.split(b">", 1)[1].removesuffix(RDF_END)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            item.stream = [part.replace(RDF_END, inner + RDF_END, 1) for part in item.stream]
            # PDF/A readers look for the packet without unpacking anything.
            item.compress = False


def _give_headers_their_scope(pdf: pydyf.PDF) -> None:
    rows = {id(item) for item in pdf.objects if isinstance(item, dict) and item.get("S") == "/THead"}
    in_head = _references_below(pdf, rows)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH" and "A" in item:
            item["A"]["Scope"] = "/Column" if bytes(item.reference) in in_head else "/Row"


def _references_below(pdf: pydyf.PDF, heads: set[int]) -> set[bytes]:
    """The references of every header cell that stands in a table head, which labels a column; others label a row."""
    parents = {bytes(item.reference): item for item in pdf.objects if isinstance(item, dict)}
    below = set()
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            row = parents.get(bytes(item["P"]))
            if row is not None and id(parents.get(bytes(row["P"]))) in heads:
                below.add(bytes(item.reference))
    return below
