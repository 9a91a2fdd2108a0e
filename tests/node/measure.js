// What tests/inbox asks of a letter that Chromium shows. Each function returns plain data; Python judges it.
// Read by tests/inbox/chromium.py and put into the page; nothing of it ever runs in a reader's mail program.

const measure = {
    // Every piece of text that can be seen: its words, where it stands, how it is set.
    texts() {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const words = walker.currentNode.data.trim();
            const parent = walker.currentNode.parentElement;
            if (!words || !parent.checkVisibility()) continue;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            const boxes = [...range.getClientRects()].filter((box) => box.width && box.height);
            if (!boxes.length) continue;
            const style = getComputedStyle(parent);
            found.push({
                words,
                left: Math.min(...boxes.map((box) => box.left)),
                right: Math.max(...boxes.map((box) => box.right)),
                size: parseFloat(style.fontSize),
                align: style.textAlign,
            });
        }
        return found;
    },

    // Every picture with an alternative text: the colour of that text, and what it stands on.
    alternatives() {
        return [...document.images].filter((image) => image.alt).map((image) => ({
            alt: image.alt,
            ink: getComputedStyle(image).color,
            paper: measure.paper(image),
            size: parseFloat(getComputedStyle(image).fontSize),
        }));
    },

    // The colour of the nearest box behind an element that has one; white if none has.
    paper(element) {
        for (let box = element; box; box = box.parentElement) {
            const colour = getComputedStyle(box).backgroundColor;
            if (!/, 0\)$/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    },

    // Links that are not part of a sentence: in their block there are no words but those of links.
    standing_links() {
        const inline = (element) => getComputedStyle(element).display === "inline";
        return [...document.links].filter((link) => {
            let block = link;
            while (inline(block)) block = block.parentElement;
            const outside = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
            while (outside.nextNode()) {
                const node = outside.currentNode;
                if (/\p{L}/u.test(node.data) && !node.parentElement.closest("a")) return false;
            }
            return true;
        }).map((link) => {
            const heights = [...link.querySelectorAll("img"), link].map((box) => box.getBoundingClientRect().height);
            const line = parseFloat(getComputedStyle(link).lineHeight) || 0;
            return { words: link.innerText.trim() || link.href, height: Math.max(line, ...heights) };
        });
    },

    // The links within the page that lead nowhere: Gmail follows only <a name>, others only an id.
    lost_links() {
        return [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute("href").slice(1))
            .filter((name) => {
                const named = document.querySelectorAll(`a[name="${CSS.escape(name)}"]`);
                return named.length !== 1 || document.getElementById(name) !== named[0];
            });
    },

    // What Outlook.com and the new Outlook do in their dark mode: each colour that is set gets a dark counterpart, in
    // the style of the element, and the old one goes to data-ogsc (of words) or data-ogsb (of backgrounds). Seen in
    // mails that were forwarded from there, the new one is !important; older descriptions have it without.
    outlook_dark(priority) {
        const lit = [...document.body.querySelectorAll("*"), document.body].map((element) => ({
            element,
            words: element.style.color,
            paper: element.style.backgroundColor || (element.hasAttribute("bgcolor") && element.getAttribute("bgcolor")),
            ink: getComputedStyle(element).color,
            behind: getComputedStyle(element).backgroundColor,
        }));
        document.documentElement.style.colorScheme = "only light";
        document.documentElement.style.backgroundColor = "#333333";
        document.documentElement.setAttribute("data-ogsc", "");
        document.documentElement.setAttribute("data-ogsb", "");
        document.body.style.color ||= "#ffffff";
        for (const { element, words, paper, ink, behind } of lit) {
            if (words) {
                element.setAttribute("data-ogsc", words);
                element.style.setProperty("color", measure.turned(ink), priority);
            }
            if (paper) {
                element.setAttribute("data-ogsb", paper);
                element.style.setProperty("background-color", measure.turned(behind), priority);
            }
        }
    },

    // A colour with its CIE lightness turned round, so that white becomes #333333 and black white.
    turned(colour) {
        const darkest = 21.25;
        const [red, green, blue] = colour.match(/[\d.]+/g).map(Number).map((byte) => {
            const share = byte / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        const bend = (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
        const x = bend((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
        const y = bend(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        const z = bend((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
        const light = (100 - (116 * y - 16)) * (100 - darkest) / 100 + darkest;
        return `lab(${light}% ${500 * (x - y)} ${200 * (y - z)})`;
    },
};
