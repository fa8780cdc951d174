/// One HTML page, whole in itself, in which a person can click through modules, edges, violations and owners.
public enum GraphPage {
    /// The page for a graph and what a check of the same package found.
    public static func html(_ graph: ModuleGraph, _ result: CheckResult, _ checker: Checker) -> String {
        let owner = Dictionary(
            checker.package.targets.flatMap { target -> [(String, String)] in
                let node = ModuleGraph.node(of: target, checker.policy)
                return node.map { node in target.files.map { ($0, node) } } ?? []
            }, uniquingKeysWith: { first, _ in first })
        let rows = graph.rows.map { row in
            JSON.object([
                ("layer", row.layer.map(JSON.string) ?? .null), ("modules", .array(row.nodes.map(node))),
            ])
        }
        let edges = graph.edges.map { edge in
            JSON.object([("from", .string(edge.from)), ("to", .string(edge.to)), ("imports", .number(edge.imports))])
        }
        let findings = result.findings.map { finding in
            JSON.object([
                ("module", owner[finding.path].map(JSON.string) ?? .null), ("rule", .string(finding.rule.rawValue)),
                ("place", .string("\(finding.path):\(finding.line):\(finding.column)")),
                ("message", .string(finding.message)), ("fix", .string(finding.remedy)),
            ])
        }
        let data = JSON.object([
            ("rows", .array(rows)), ("edges", .array(edges)), ("findings", .array(findings)),
            ("notChecked", .number(result.problems.count)),
        ])
        // Inside a script element only `<` could end it.
        return template.replacing("DATA", with: data.text.replacing("<", with: "\\u003c"), maxReplacements: 1)
    }

    private static func node(_ node: ModuleGraph.Node) -> JSON {
        .object([
            ("name", .string(node.name)), ("owners", .array(node.owners.map(JSON.string))),
            ("targets", .array(node.targets.map(JSON.string))),
        ])
    }

    private static let template = #"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Modules</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; display: flex; min-height: 100vh; color: #1b1f24 }
        main { flex: 1; position: relative; padding: 1rem; overflow: auto }
        aside { width: 24rem; padding: 1rem; border-left: 1px solid #d0d7de; overflow: auto; overflow-wrap: anywhere }
        section { border: 1px solid #d0d7de; border-radius: 6px; margin: 0 0 3rem; padding: .5rem 1rem 1rem }
        h2 { font-size: .85rem; color: #57606a; margin: 0 0 .5rem; font-weight: 600 }
        .row { display: flex; flex-wrap: wrap; gap: 1rem 2rem; justify-content: center }
        button { font: inherit; position: relative; z-index: 1; padding: .5rem 1rem; background: #fff; cursor: pointer;
          border: 1px solid #57606a; border-radius: 6px }
        button:focus-visible { outline: 3px solid #0969da }
        .chosen { background: #0969da; color: #fff } .bad { border: 2px solid #cf222e } .far { opacity: .3 }
        svg { position: absolute; inset: 0; pointer-events: none; overflow: visible }
        path { fill: none; stroke: #8c959f } path.out { stroke: #0969da; stroke-width: 2 }
        path.in { stroke: #bf8700; stroke-width: 2 } path.far { opacity: .1 }
        .rule { color: #cf222e; font-weight: 600 } li button { padding: 0 .4rem }
        @media (max-width: 50rem) { body { flex-direction: column } aside { width: auto; border: 0 } }
        </style>
        <main id="map"><svg id="lines"></svg></main>
        <aside id="side" aria-live="polite"></aside>
        <script type="application/json" id="data">DATA</script>
        <script>
        const data = JSON.parse(document.getElementById("data").textContent);
        const map = document.getElementById("map"), side = document.getElementById("side");
        const lines = document.getElementById("lines"), boxes = new Map(), modules = new Map();
        let chosen = decodeURIComponent(location.hash.slice(1));
        const make = (tag, text, parent) => {
          const node = document.createElement(tag);
          if (text !== undefined) node.textContent = text;
          parent?.append(node);
          return node;
        };
        const button = (name, parent) => {
          const node = make("button", name, parent);
          node.onclick = () => { chosen = chosen === name ? "" : name; location.hash = chosen; draw(); };
          return node;
        };
        const found = name => data.findings.filter(f => f.module === name);
        for (const row of data.rows) {
          const section = make("section", undefined, map);
          make("h2", row.layer ?? "no layer", section);
          const list = make("div", undefined, section);
          list.className = "row";
          for (const module of row.modules) {
            modules.set(module.name, { ...module, layer: row.layer });
            boxes.set(module.name, button(module.name, list));
          }
        }
        function curve(edge) {
          const base = map.getBoundingClientRect(), a = boxes.get(edge.from).getBoundingClientRect();
          const b = boxes.get(edge.to).getBoundingClientRect();
          const dx = map.scrollLeft - base.left, dy = map.scrollTop - base.top;
          const x1 = a.left + a.width / 2 + dx, x2 = b.left + b.width / 2 + dx;
          if (Math.abs(a.top - b.top) < 5) {
            const y = a.bottom + dy, depth = y + 20 + Math.abs(x1 - x2) / 8;
            return `M${x1},${y} C${x1},${depth} ${x2},${depth} ${x2},${y}`;
          }
          const down = a.top < b.top, y1 = (down ? a.bottom : a.top) + dy, y2 = (down ? b.top : b.bottom) + dy;
          return `M${x1},${y1} C${x1},${(y1 + y2) / 2} ${x2},${(y1 + y2) / 2} ${x2},${y2}`;
        }
        function listing(title, edges, end) {
          make("h2", `${title} (${edges.length})`, side);
          const list = make("ul", undefined, side);
          for (const edge of edges) {
            const item = make("li", undefined, list);
            button(edge[end], item);
            make("span", ` ${edge.imports} import${edge.imports === 1 ? "" : "s"}`, item);
          }
        }
        function violations(list) {
          make("h2", `Violations (${list.length})`, side);
          for (const f of list) {
            const item = make("p", undefined, side);
            make("span", f.rule, item).className = "rule";
            make("span", ` ${f.message} `, item);
            make("code", f.place, item);
            make("div", f.fix, item);
          }
        }
        function draw() {
          lines.replaceChildren();
          side.replaceChildren();
          const module = modules.get(chosen), near = new Set([chosen]);
          for (const edge of data.edges) {
            const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
            path.setAttribute("d", curve(edge));
            if (module) {
              const way = edge.from === chosen ? "out" : edge.to === chosen ? "in" : "far";
              path.setAttribute("class", way);
              if (way !== "far") near.add(edge.from).add(edge.to);
            }
            lines.append(path);
          }
          for (const [name, box] of boxes) {
            box.className = [name === chosen && "chosen", module && !near.has(name) && "far",
              found(name).length && "bad"].filter(Boolean).join(" ");
            box.setAttribute("aria-pressed", name === chosen);
          }
          if (data.notChecked) make("p", `${data.notChecked} things could not be checked.`, side).className = "rule";
          if (!module) {
            make("p", "Click a module. Blue: what it imports. Yellow: what imports it. Red: it has violations.", side);
            return violations(data.findings);
          }
          make("h1", chosen, side);
          make("p", `Layer ${module.layer ?? "none"}. Owners: ${module.owners.join(", ") || "not stated"}.`, side);
          make("p", `Targets: ${module.targets.join(", ")}.`, side);
          listing("Imports", data.edges.filter(e => e.from === chosen), "to");
          listing("Imported by", data.edges.filter(e => e.to === chosen), "from");
          violations(found(chosen));
        }
        addEventListener("resize", draw);
        draw();
        </script>
        </html>

        """#
}
