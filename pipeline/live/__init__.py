"""`octavilla watch`: the leaflets in the browser while somebody writes, made anew at every save."""
