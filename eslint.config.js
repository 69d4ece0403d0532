import tseslint from "typescript-eslint";
import prettier from "eslint-config-prettier";

/** The style guide as far as a machine can hold it; the import rules are in .dependency-cruiser.cjs. */
export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".cache/", "data/", "examples/client/generated.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  prettier,
  {
    languageOptions: {
      parserOptions: {
        project: "tsconfig.lint.json",
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-depth": ["error", 3],
      "max-params": ["error", 4],
      "no-console": "error",
    },
  },
  { files: ["test/**/*.ts"], languageOptions: { parserOptions: { project: "tsconfig.json" } } },
  {
    files: ["src/**/*.ts", "simulator/**/*.ts"],
    rules: {
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/config.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "config.ts alone reads the environment.",
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: "Take a clock; wiring/ alone reads the time.",
        },
      ],
    },
  },
  { files: ["src/wiring/**"], rules: { "no-restricted-syntax": "off" } },
  { files: ["scripts/**", "bench/**", "simulator/main.ts"], rules: { "no-console": "off" } },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } },
  },
);
