/** Markdown files are text in every bundle: the Worker's, the Functions' and the tests'. */
declare module "*.md" {
  const text: string;
  export default text;
}
