// Functions that run inside the page, and so see nothing of this file but
// themselves.
"use strict";

// What a mail program does that keeps no <style>.
exports.strip = () => {
	for (const e of document.querySelectorAll("style, link[rel=stylesheet]"))
		e.remove();
};

// What mail programs do in the dark that ask nobody: every colour keeps its
// hue and takes the opposite lightness (Outlook, Gmail on iOS).
exports.invert = () => {
	const opposite = (colour) => {
		const found = colour.match(/[\d.]+/g);
		if (!found || (found.length > 3 && Number(found[3]) === 0))
			return colour;
		const [r, g, b] = found.map(Number);
		const shift = 255 - Math.max(r, g, b) - Math.min(r, g, b);
		return `rgb(${r + shift}, ${g + shift}, ${b + shift})`;
	};
	const all = [...document.querySelectorAll("html, body, body *")];
	const seen = all.map((e) => {
		const style = getComputedStyle(e);
		return [style.color, style.backgroundColor, style.borderTopColor,
			style.borderBottomColor];
	});
	document.documentElement.style.backgroundColor = "#000";
	all.forEach((e, i) => {
		const [colour, ground, top, bottom] = seen[i].map(opposite);
		e.style.setProperty("color", colour, "important");
		e.style.setProperty("background-color", ground, "important");
		e.style.setProperty("border-top-color", top, "important");
		e.style.setProperty("border-bottom-color", bottom, "important");
	});
};

// Sizes, and the elements with text of their own that cannot be seen, are
// smaller than small print, or stand out of the page.
exports.look = () => {
	const name = (e) => {
		const text = e.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
		return `<${e.localName}> ${text}`;
	};
	const width = document.documentElement.clientWidth;
	const wide = [], hidden = [], small = [], colours = new Set();
	for (const e of document.body.querySelectorAll("*")) {
		const own = [...e.childNodes].some((n) =>
			n.nodeType === Node.TEXT_NODE && n.textContent.trim());
		const style = getComputedStyle(e);
		const box = e.getBoundingClientRect();
		if (box.right > width + 0.5 && box.width > 0)
			wide.push(name(e));
		if (style.backgroundColor !== "rgba(0, 0, 0, 0)")
			colours.add(style.backgroundColor);
		if (style.borderTopWidth !== "0px")
			colours.add(style.borderTopColor);
		if (own)
			colours.add(style.color);
		if (!own || e.closest("script, style, svg, noscript, template"))
			continue;
		if (!e.checkVisibility({ checkOpacity: true,
				checkVisibilityCSS: true }) ||
		    box.width < 2 || box.height < 2 || box.right <= 0)
			hidden.push(name(e));
		if (parseFloat(style.fontSize) < 13)
			small.push(name(e));
	}
	return {
		title: document.title,
		lang: document.documentElement.lang,
		client_width: width,
		scroll_width: Math.max(document.documentElement.scrollWidth,
				       document.body.scrollWidth),
		height: document.documentElement.scrollHeight,
		wide: wide,
		hidden: hidden,
		small: small,
		colours: [...colours],
		headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")]
			.map((h) => [Number(h.localName[1]), h.textContent.trim()]),
		links: [...document.links].map((a) => a.getAttribute("href")),
		text: document.body.innerText,
	};
};

// Every link within the page: what it lands on ("name": an <a name>, which
// Gmail keeps; "id"; null), and whether the target is in view afterwards.
exports.anchors = () => {
	const found = [];
	for (const a of document.querySelectorAll("a[href^='#']")) {
		const href = a.getAttribute("href");
		const key = decodeURIComponent(href.slice(1));
		const named = document.getElementsByName(key)[0];
		const target = document.getElementById(key) || named;
		window.scrollTo(0, 0);
		location.hash = "";
		location.hash = href;
		const top = target?.getBoundingClientRect().top;
		found.push({
			href: href,
			by: named ? "name" : target ? "id" : null,
			lands: top >= -1 && top < window.innerHeight,
		});
	}
	window.scrollTo(0, 0);
	return found;
};
