import {
  createTheme,
  type CSSVariablesResolver,
  type DrawerProps,
  type MantineColorsTuple,
  type MenuProps,
  type ModalProps,
  type TooltipProps,
} from '@mantine/core';
import { common } from '../../lib/texts/common.ts';

/**
 * The one theme: colours, type, spacing, for light and dark. `npm run build` writes it into a style
 * sheet (see vite.config.ts), as the content security policy allows no style element.
 */

const iris: MantineColorsTuple = [
  '#f0f2fe', '#dfe4fd', '#c2cbfa', '#a0aef5', '#8293ef', '#6b7ce8', '#5060d8', '#434fbb', '#373f94', '#2c326f',
];
const slate: MantineColorsTuple = [
  '#f7f8fa', '#eff1f4', '#e3e6eb', '#d0d5dd', '#a9b1bf', '#7b8494', '#596273', '#434b5a', '#2b313d', '#181c25',
];
const ink: MantineColorsTuple = [
  '#e7e9ee', '#c9cdd6', '#a4abb9', '#7d8596', '#434a59', '#333946', '#262b36', '#14171d', '#101318', '#0b0d11',
];
const green: MantineColorsTuple = [
  '#eaf7ef', '#d3eedd', '#a6dcba', '#76c995', '#4fb877', '#35a964', '#238a4d', '#1a7340', '#135c32', '#0c4525',
];
const amber: MantineColorsTuple = [
  '#fff6e5', '#ffe9c2', '#fdd38a', '#f9bb4f', '#f0a62a', '#d98e13', '#a8690a', '#8a5507', '#6d4305', '#503103',
];
const red: MantineColorsTuple = [
  '#fdeeee', '#fad8d8', '#f3b0b0', '#ec8585', '#e56262', '#dd4848', '#c93434', '#a82828', '#861e1e', '#651515',
];
const blue: MantineColorsTuple = [
  '#e9f4fd', '#d0e7fa', '#a3d0f4', '#72b6ec', '#4b9fe3', '#328fda', '#1f73bb', '#185d9a', '#114878', '#0b3457',
];

const SANS = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

const DIALOG = {
  // Locking by the library writes a style element; base.css does it instead.
  lockScroll: false,
  closeButtonProps: { 'aria-label': common.close },
  // A dialog's head is not the banner of the page.
  attributes: { header: { role: 'presentation' } },
};

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, gray: slate, dark: ink, green, yellow: amber, orange: amber, red, blue },
  black: '#181c25',
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: SANS,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.55', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  headings: {
    fontFamily: SANS,
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
      h4: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
  // By their names: importing a component here would put it into every first load.
  components: {
    Modal: { defaultProps: { ...DIALOG, centered: true } satisfies Partial<ModalProps> },
    Drawer: { defaultProps: DIALOG satisfies Partial<DrawerProps> },
    // The library's placeholder for the first focus is no allowed child of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } satisfies Partial<MenuProps> },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': common.close } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } satisfies Partial<TooltipProps> },
  },
});

/** Our own names besides Mantine's; use these in CSS modules, never a colour by its number. */
export const variables: CSSVariablesResolver = () => ({
  variables: { '--desk-sidebar-width': '14.5rem', '--desk-header-height': '3.25rem' },
  light: {
    '--mantine-color-dimmed': slate[6],
    '--mantine-color-placeholder': slate[5],
    '--mantine-color-default-border': slate[3],
    '--mantine-color-error': red[6],
    '--mantine-color-anchor': iris[7],
    '--desk-surface': slate[0],
    '--desk-raised': '#ffffff',
    '--desk-edge': slate[2],
    '--desk-hover': slate[1],
    '--desk-selected': iris[0],
    '--desk-accent-text': iris[7],
    '--desk-done': green[6],
    '--desk-warn': amber[6],
    '--desk-alarm': red[6],
    '--desk-info': blue[6],
    '--desk-idle': slate[5],
    '--desk-internal': amber[0],
    '--desk-internal-edge': amber[2],
    '--desk-mark': '#ffe9a8',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa2b1',
    '--mantine-color-placeholder': '#8890a0',
    '--mantine-color-default-border': ink[5],
    '--mantine-color-error': red[3],
    '--mantine-color-anchor': iris[3],
    '--desk-surface': ink[8],
    '--desk-raised': '#1a1e26',
    '--desk-edge': ink[6],
    '--desk-hover': '#1e222b',
    '--desk-selected': '#20264a',
    '--desk-accent-text': iris[3],
    '--desk-done': green[4],
    '--desk-warn': amber[4],
    '--desk-alarm': red[4],
    '--desk-info': blue[4],
    '--desk-idle': '#8890a0',
    '--desk-internal': '#2b2413',
    '--desk-internal-edge': '#54431a',
    '--desk-mark': '#5a4a12',
  },
});
