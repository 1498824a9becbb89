// One Chromium for one test: reads a request a line (JSON) on standard input,
// writes what it saw as one line on standard output. browser.py is the other
// end and says what a request may hold. Nothing is loaded but file: and data:.
"use strict";

const fs = require("fs");
const readline = require("readline");
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const page_facts = require("./facts.js");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const ARGUMENTS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--host-resolver-rules=MAP * ~NOTFOUND",
];

async function violations(page, rules) {
	await page.evaluate(AXE);
	// preload: stylesheets by XMLHttpRequest, which files are refused.
	const options = { preload: false };
	if (rules)
		options.runOnly = { type: "rule", values: rules };
	const found = await page.evaluate((o) => axe.run(document, o), options);
	return found.violations.map((v) => ({
		rule: v.id,
		impact: v.impact,
		help: v.help,
		nodes: v.nodes.map((n) => `${n.html}: ${n.failureSummary}`),
	}));
}

async function visit(context, ask) {
	const page = await context.newPage();
	const requests = [];
	const problems = [];
	page.on("request", (r) => requests.push(r.url()));
	page.on("console", (m) => problems.push(m.text()));
	page.on("pageerror", (e) => problems.push(String(e)));
	try {
		await page.setViewportSize({ width: ask.width, height: ask.height });
		await page.emulateMedia({ colorScheme: ask.scheme });
		await page.goto(ask.url, { waitUntil: "load" });
		if (ask.strip)
			await page.evaluate(page_facts.strip);
		if (ask.invert)
			await page.evaluate(page_facts.invert);
		if (ask.screenshot)
			await page.screenshot({
				path: ask.screenshot, fullPage: ask.full,
			});
		return {
			...(await page.evaluate(page_facts.look)),
			anchors: await page.evaluate(page_facts.anchors),
			violations: ask.axe ? await violations(page, ask.rules) : [],
			requests: requests,
			problems: problems,
		};
	} finally {
		await page.close();
	}
}

async function validate(ask) {
	const report = await new HtmlValidate(ask.config).validateFile(ask.file);
	return report.results.flatMap((r) => r.messages.map((m) =>
		`${m.line}:${m.column}: ${m.ruleId}: ${m.message}`));
}

async function main() {
	const context = await chromium.launchPersistentContext(process.argv[2], {
		executablePath: process.env.DIGESTD_CHROMIUM || "/usr/bin/chromium",
		headless: true,
		args: ARGUMENTS,
	});
	await context.route(/.*/, (route) =>
		/^(file|data):/.test(route.request().url()) ?
			route.continue() : route.abort());
	for await (const line of readline.createInterface(process.stdin)) {
		const ask = JSON.parse(line);
		let answer;
		try {
			answer = ask.op === "validate" ?
				await validate(ask) : await visit(context, ask);
		} catch (e) {
			answer = { error: String(e.stack || e) };
		}
		process.stdout.write(JSON.stringify(answer) + "\n");
	}
	await context.close();
}

main().catch((e) => {
	console.error(e);
	process.exit(1);
});
