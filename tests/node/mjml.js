// MJML by npm's mjml, the reference that mrml is compared with. Standard input: a JSON list of MJML sources.
// Standard output: for each of them {html, errors}; `errors` is what strict validation says, and empty if it accepts it.

const mjml2html = require("mjml");
const { text } = require("node:stream/consumers");

async function made(source) {
    // what composer/render/mjml.py asks of mrml: no fonts of others, comments kept
    const options = { fonts: {}, keepComments: true, minify: false, beautify: false };
    try {
        await mjml2html(source, { ...options, validationLevel: "strict" });
    } catch (error) {
        const { html } = await mjml2html(source, { ...options, validationLevel: "soft" });
        return { html, errors: (error.errors || [error]).map((each) => each.formattedMessage || String(each)) };
    }
    const { html } = await mjml2html(source, { ...options, validationLevel: "strict" });
    return { html, errors: [] };
}

async function main() {
    const sources = JSON.parse(await text(process.stdin));
    const results = [];
    for (const source of sources) results.push(await made(source));
    process.stdout.write(JSON.stringify(results));
}

main();
