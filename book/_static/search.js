/* Search in the text of every section. Korean glues particles and other words to a word, so a term is found
   anywhere inside a word, and blanks inside a word do not matter. Works from disk: nothing is fetched. */
"use strict";

const MOST_SHOWN = 40;
const SNIPPET = { before: 60, after: 140 };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/* One expression a term: its characters in order, blanks allowed in between. */
const termsOf = (query) =>
  query.normalize("NFC").trim().split(/\s+/).filter(Boolean)
    .map((term) => new RegExp([...term].map(escaped).join("\\s*"), "giu"));

const count = (text, term) => (text.match(term) || []).length;

/* Every term must stand in the section; a heading weighs more than the text below it. */
const scoreOf = (section, terms) => {
  let score = 0;
  for (const term of terms) {
    const inHeading = count(section.heading, term), inText = count(section.text, term);
    if (!inHeading && !inText && !count(section.page, term)) return 0;
    score += 20 * Math.min(inHeading, 1) + Math.min(inText, 5) + (count(section.page, term) ? 2 : 0);
  }
  return score + (section.isTerm ? 8 : 0);
};

/* Ranges of the text that any term covers, in order and without overlaps. */
const rangesIn = (text, terms) => {
  const found = terms.flatMap((term) => [...text.matchAll(term)].map((match) => [match.index, match.index + match[0].length]));
  const ranges = [];
  for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
};

const marked = (text, terms) => {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const [start, end] of rangesIn(text, terms)) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    fragment.append(text.slice(done, start), mark);
    done = end;
  }
  fragment.append(text.slice(done));
  return fragment;
};

/* A passage around the first hit, cut between words. */
const snippetOf = (text, terms) => {
  const first = rangesIn(text, terms)[0];
  const from = first ? Math.max(first[0] - SNIPPET.before, 0) : 0;
  const to = Math.min((first ? first[1] : 0) + SNIPPET.after, text.length);
  const start = from ? text.indexOf(" ", from) + 1 || from : 0;
  const end = to < text.length ? Math.max(text.lastIndexOf(" ", to), first ? first[1] : 0) : to;
  return (from ? "… " : "") + text.slice(start, end) + (to < text.length ? " …" : "");
};

const itemFor = (section, terms, query) => {
  const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
  const root = document.documentElement.dataset.content_root;
  link.href = `${root}${section.url}?highlight=${encodeURIComponent(query)}${section.anchor ? "#" + section.anchor : ""}`;
  link.append(marked(section.heading === section.page ? section.page : `${section.page} › ${section.heading}`, terms));
  text.append(marked(snippetOf(section.text, terms), terms));
  item.append(link, text);
  return item;
};

const search = (query) => {
  const terms = termsOf(query);
  const results = document.getElementById("search-results"), said = document.getElementById("search-count");
  const found = terms.length === 0 ? [] : window.bookText
    .map((section) => [scoreOf(section, terms), section])
    .filter(([score]) => score > 0)
    .sort((a, b) => b[0] - a[0]);
  results.replaceChildren(...found.slice(0, MOST_SHOWN).map(([, section]) => itemFor(section, terms, query)));
  if (terms.length === 0) said.textContent = "낱말의 일부만 써도 찾습니다. 여러 낱말을 쓰면 모두 들어 있는 곳을 찾습니다.";
  else if (found.length === 0) said.textContent = "찾은 곳이 없습니다. 더 짧은 말로 다시 찾아 보세요.";
  else if (found.length > MOST_SHOWN) said.textContent = `${found.length}곳에서 찾았습니다. 가까운 ${MOST_SHOWN}곳을 보여 줍니다.`;
  else said.textContent = `${found.length}곳에서 찾았습니다.`;
};

const field = document.getElementById("search-words");
field.value = new URLSearchParams(window.location.search).get("q") || "";
field.addEventListener("input", () => search(field.value));
search(field.value);
field.focus();
