"""DOOR: the app in the browser. The only room that knows Streamlit; a page reads widgets, calls one act, draws."""
